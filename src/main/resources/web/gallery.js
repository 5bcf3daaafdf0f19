// The newest outcomes as tiles: what was saved as a picture, all else by its kind. Never more than a few hundred.

import { filePath } from './api.js';
import { element, plain, tell } from './dom.js';
import { count, words } from './format.js';
import { extension, picture, dropPictures, showable } from './picture.js';
import { showOutcome } from './outcome.js';

const MOST = { saved: 240, other: 120 };
const LARGEST = 3 << 20; // bytes of a picture that is shown in a tile

export function gallery(id, { gallery: list, 'gallery-note': note, show }) {
  const tiles = { saved: [], other: [] }; // the newest last
  let skipped = 0;
  const visible = () => [...list.children].filter((tile) => tile.offsetParent !== null).map((tile) => tile.outcome);

  show.addEventListener('change', (event) => {
    list.dataset.show = event.target.value;
    explain();
  });

  function tile(outcome) {
    const saved = outcome.status === 'saved';
    const face = element('span', { class: 'face' });
    const text = () => face.replaceChildren(element('b', {}, saved ? kindOfFile(outcome) : words(outcome.error)));
    if (saved && showable(outcome) && outcome.bytes <= LARGEST) {
      face.append(picture(filePath(id, outcome.path), '', text));
    } else {
      text();
    }
    const button = element('button', { type: 'button', title: plain(outcome.key) }, face,
      element('span', { class: 'name' }, plain(outcome.key)));
    button.setAttribute('aria-label', `${plain(outcome.key)}, ${words(saved ? 'saved' : outcome.error)}`);
    button.addEventListener('click', () => showOutcome(id, outcome, visible()));
    const root = element('li', { class: 'tile', 'data-status': outcome.status }, button);
    root.outcome = outcome;
    return root;
  }

  function keepFew(kept, most) {
    while (kept.length > most) {
      const oldest = kept.shift();
      dropPictures(oldest);
      oldest.remove();
    }
  }

  function explain() {
    const total = tiles.saved.length + tiles.other.length;
    const empty = { all: total, saved: tiles.saved.length, other: tiles.other.length }[list.dataset.show] === 0;
    const more = skipped ? ' Earlier ones were too many to be shown.' : '';
    note.hidden = !(empty || more);
    tell(note, empty ? 'Nothing so far.' : `The newest ${count(total)}.${more}`);
  }

  return {
    add(outcomes) {
      const fresh = outcomes.slice(-MOST.saved).map(tile);
      list.prepend(...fresh.toReversed());
      for (const each of fresh) tiles[each.dataset.status === 'saved' ? 'saved' : 'other'].push(each);
      keepFew(tiles.saved, MOST.saved);
      keepFew(tiles.other, MOST.other);
      explain();
    },
    skipped() {
      skipped++;
      explain();
    },
    explain,
    close: () => dropPictures(list),
  };
}

const kindOfFile = (outcome) => extension(outcome.path).toUpperCase() || outcome.mime || 'file';
