// A chart of the last two minutes: a bar per second, in up to two colours.

import { drawn, element, tell } from './dom.js';

const SECONDS = 120;
const HEIGHT = 100;

/** A chart with a `title`; `named` tells a value of it in words. */
export function chart(title, keys, named) {
  const first = drawn('path', { class: 'first' });
  const second = drawn('path', { class: 'second' });
  const half = drawn('path', { class: 'grid', d: `M0 ${HEIGHT / 2}H${SECONDS}M0 0H${SECONDS}` });
  const picture = drawn('svg', { viewBox: `0 0 ${SECONDS} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });
  picture.append(half, first, second);
  const most = element('span');
  const now = element('b');
  const from = element('span');
  const until = element('span');
  const root = element('figure', { class: 'chart' },
    element('figcaption', {}, element('span', {}, title, ' ', ...keys), now),
    picture,
    element('div', { class: 'axis' }, from, most, until));
  const values = new Map(); // by second: [first, second]

  return {
    root,
    /** Adds to what happened in a second (since 1970). */
    add(second_, one, other = 0) {
      if (!one && !other) return;
      const value = values.get(second_) || [0, 0];
      values.set(second_, [value[0] + one, value[1] + other]);
      if (values.size > 4 * SECONDS) {
        for (const each of values.keys()) if (each < second_ - SECONDS) values.delete(each);
      }
    },
    last: () => Math.max(0, ...values.keys()),
    /** Draws the seconds until `end`, which is now if `live`. */
    draw(end, live) {
      const shown = Array.from({ length: SECONDS }, (_, i) => values.get(end - SECONDS + 1 + i) || [0, 0]);
      const highest = Math.max(...shown.map(([one, other]) => one + other));
      const top = Math.max(1, highest);
      first.setAttribute('d', bars(shown, top, ([one]) => [0, one]));
      second.setAttribute('d', bars(shown, top, ([one, other]) => [one, other]));
      const latest = shown.slice(-4, -1).reduce((sum, [one, other]) => sum + one + other, 0) / 3;
      tell(now, live ? named(latest) : '');
      tell(most, highest ? `most ${named(highest)}` : '');
      tell(from, live ? '2 min ago' : '2 min before');
      tell(until, live ? 'now' : 'end');
      picture.setAttribute('aria-label', `${title}: at most ${named(highest)}${live ? `, now ${named(latest)}` : ''}`);
    },
  };
}

function bars(values, top, range) {
  return values.map((value, i) => {
    const [from, height] = range(value).map((each) => (each / top) * HEIGHT);
    return height ? `M${i + 0.1} ${(HEIGHT - from).toFixed(2)}v${(-height).toFixed(2)}h.8v${height.toFixed(2)}z` : '';
  }).join('');
}
