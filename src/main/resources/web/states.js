// The words of states and outcomes, and how both are shown: a colour, always with its word beside it.

import { element, tell } from './dom.js';
import { count, words } from './format.js';

export const STATUSES = ['saved', 'not_found', 'failed', 'filtered', 'cancelled'];
const TERMINAL = ['cancelled', 'completed', 'failed'];

export const terminal = (state) => TERMINAL.includes(state);

export function showState(where, state) {
  where.dataset.state = state;
  tell(where, state);
}

/** How many items ended otherwise than saved. */
export const unsaved = (job) => job.items - job.counts.saved;

/** A bar whose parts are as long as the counts are large. */
export function showBar(bar, counts) {
  if (!bar.children.length) {
    bar.append(...STATUSES.map((status) => element('span', { 'data-status': status })));
  }
  STATUSES.forEach((status, i) => {
    bar.children[i].style.flexGrow = counts[status];
    bar.children[i].hidden = counts[status] === 0;
  });
}

/** A figure with its name, as a group of a description list. */
export function figure(name, status) {
  const value = element('dd', {}, '0');
  const root = element('div', status ? { 'data-status': status } : {}, element('dt', {}, name), value);
  return { root, show: (text) => tell(value, typeof text === 'number' ? count(text) : text) };
}

export const label = (status) => words(status).replace(/^./, (first) => first.toUpperCase());
