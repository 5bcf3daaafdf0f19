// The list of jobs, looked at every few seconds while the page is visible.

import { getJson } from './api.js';
import { element, plain, tell } from './dom.js';
import { count, moment } from './format.js';
import { connected } from './link.js';
import { ended, showBar, showState, sum, terminal } from './states.js';

const PAGE = 50;
const BUSY = 1500;
const CALM = 5000;

const list = document.getElementById('jobs');
const note = document.getElementById('jobs-note');
const more = document.getElementById('more-jobs');
const entries = new Map();
let limit = PAGE;
let timer = 0;
let current = null;

export function watchJobs() {
  more.addEventListener('click', () => { limit = Math.min(1000, limit + PAGE); look(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
  look();
}

/** Looks at once, for instance because a job was sent. */
export async function look() {
  clearTimeout(timer);
  let wait = CALM;
  try {
    const { jobs, next } = await getJson(`/v1/jobs?limit=${limit}`);
    connected('jobs', true);
    show(jobs, next);
    if (jobs.some((job) => !terminal(job.state))) wait = BUSY;
  } catch (problem) {
    connected('jobs', false);
    if (!entries.size) tell(note, problem.message);
    note.hidden = entries.size > 0;
  }
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(look, wait);
}

/** Marks the job that is shown beside the list. */
export function mark(id) {
  current = id;
  entries.forEach((entry, each) => marked(entry.link, each === id));
}

function marked(link, isCurrent) {
  if (isCurrent) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
}

function show(jobs, next) {
  note.hidden = jobs.length > 0;
  tell(note, 'No jobs yet.');
  more.hidden = next === null;
  const ids = new Set(jobs.map((job) => job.id));
  for (const [id, entry] of entries) {
    if (!ids.has(id)) {
      entry.root.remove();
      entries.delete(id);
    }
  }
  jobs.forEach((job, i) => {
    const entry = entries.get(job.id) || added(job);
    if (list.children[i] !== entry.root) list.insertBefore(entry.root, list.children[i] || null);
    refresh(entry, job);
  });
}

function added(job) {
  const name = element('strong', {}, plain(job.name));
  const state = element('span', { class: 'state' });
  const saved = element('span');
  const time = element('span', {}, moment(job.submitted_at));
  const bar = element('div', { class: 'bar', 'aria-hidden': 'true' });
  const link = element('a', { class: 'entry', href: `#/jobs/${encodeURIComponent(job.id)}` },
    element('div', { class: 'entry-name' }, name, state),
    element('div', { class: 'entry-facts' }, saved, time), bar);
  const entry = { root: element('li', {}, link), link, state, saved, bar };
  marked(link, job.id === current);
  entries.set(job.id, entry);
  return entry;
}

function refresh(entry, job) {
  showState(entry.state, job.state);
  const counts = ended(job);
  const unsaved = sum(counts) - counts.saved;
  tell(entry.saved, `${count(counts.saved)} saved${unsaved ? `, ${count(unsaved)} not` : ''}`);
  showBar(entry.bar, job);
}
