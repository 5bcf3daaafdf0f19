// What is charted of a job: items that end and bytes that arrive, by the server's clock.

import { chart } from './chart.js';
import { element } from './dom.js';
import { bytes, rate } from './format.js';
import { terminal, unsaved } from './states.js';

const key = (status, name) => element('span', { class: 'key', 'data-status': status }, name);

export function throughput({ charts: where, 'charts-note': note }) {
  const items = chart('Items per second', [key('saved', 'saved'), key('failed', 'not saved')], (n) => `${rate(n)}/s`);
  const received = chart('Bytes per second', [], (n) => `${bytes(n)}/s`);
  where.append(items.root, received.root);
  let ahead = 0; // of the server's clock
  let before = null;
  let since = Infinity; // from then on the counts are charted
  const now = () => Date.now() + ahead;
  const seconds = () => Math.floor(now() / 1000);

  return {
    clock(date) {
      const server = Date.parse(date);
      if (!Number.isNaN(server)) ahead = server - Date.now();
    },
    /** What had ended before the first look is charted by the outcomes' own times, as far as they are told. */
    outcome(outcome) {
      const end = Date.parse(outcome.started_at) + outcome.elapsed_ms;
      if (end >= since) return;
      const second = Math.floor(end / 1000);
      const saved = outcome.status === 'saved' ? 1 : 0;
      items.add(second, saved, 1 - saved);
      received.add(second, outcome.bytes);
    },
    skipped() {
      note.hidden = Boolean(before);
    },
    /** What ends later is charted by how the counts grow, which tell also of outcomes that were skipped. */
    standing(job) {
      if (before && job.items >= before.items) {
        items.add(seconds(), job.counts.saved - before.counts.saved, unsaved(job) - unsaved(before));
        received.add(seconds(), job.bytes - before.bytes);
      }
      since = Math.min(since, now());
      before = job;
    },
    draw() {
      const live = !(before && terminal(before.state));
      const end = live ? seconds() : items.last();
      items.draw(end, live);
      received.draw(end, live);
    },
  };
}
