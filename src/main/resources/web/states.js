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

/** How many items ended in which way, in this run of a job and in those before it. */
export const ended = ({ counts, before }) =>
  Object.fromEntries(STATUSES.map((status) => [status, counts[status] + before[status]]));

export const sum = (counts) => STATUSES.reduce((all, status) => all + counts[status], 0);

/** A bar whose parts are as long as a job's counts are large; where its rows are known, those to come are left blank. */
export function showBar(bar, job) {
  if (!bar.children.length) {
    bar.append(...STATUSES.map((status) => element('span', { 'data-status': status })), element('span', { class: 'rest' }));
  }
  const counts = ended(job);
  const parts = [...STATUSES.map((status) => counts[status]), Math.max(0, (job.rows ?? 0) - sum(counts))];
  parts.forEach((part, i) => {
    bar.children[i].style.flexGrow = part;
    bar.children[i].hidden = part === 0;
  });
}

/** A figure with its name, as a group of a description list. */
export function figure(name, status) {
  const value = element('dd', {}, '0');
  const root = element('div', status ? { 'data-status': status } : {}, element('dt', {}, name), value);
  return { root, show: (text) => tell(value, typeof text === 'number' ? count(text) : text) };
}

export const label = (status) => words(status).replace(/^./, (first) => first.toUpperCase());
