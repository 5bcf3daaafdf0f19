// One outcome in a dialog: the picture, and all that is recorded of it.

import { ask, filePath } from './api.js';
import { element, linked, partsOf, plain } from './dom.js';
import { bytes, count, duration, moment, words } from './format.js';
import { dropPictures, extension, fileOf, picture, showable } from './picture.js';

const dialog = document.getElementById('outcome-dialog');
const title = document.getElementById('outcome-title');
const { body, newer, older, close } = partsOf(dialog);
let job = null;
let shown = null;
let others = [];

newer.addEventListener('click', () => move(-1));
older.addEventListener('click', () => move(1));
close.addEventListener('click', () => dialog.close());
dialog.addEventListener('close', () => { dropPictures(body); body.replaceChildren(); });
dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowLeft') move(-1);
  if (event.key === 'ArrowRight') move(1);
});

/** What lies over one view does not belong to the next. */
window.addEventListener('hashchange', () => dialog.close());

/** Shows an outcome of a job; `all` are those that one can go on to, the newest first. */
export function showOutcome(id, outcome, all) {
  job = id;
  others = all;
  show(outcome);
  dialog.showModal();
}

function move(step) {
  const next = others[others.indexOf(shown) + step];
  if (next) show(next);
}

function show(outcome) {
  shown = outcome;
  const place = others.indexOf(outcome);
  newer.disabled = place <= 0;
  older.disabled = place < 0 || place === others.length - 1;
  title.textContent = plain(outcome.key);
  dropPictures(body);
  body.replaceChildren(face(outcome), facts(outcome));
  dialog.scrollTop = 0;
}

function face(outcome) {
  const root = element('div', { class: 'face' });
  const text = () => root.replaceChildren(element('p', { class: 'note' }, nothingToSee(outcome)));
  if (showable(outcome)) root.append(picture(filePath(job, outcome.path), `Picture ${plain(outcome.key)}`, text));
  else text();
  return root;
}

function nothingToSee(outcome) {
  if (outcome.status !== 'saved') return `${words(outcome.status)}: ${words(outcome.error)}`;
  return `${extension(outcome.path).toUpperCase() || outcome.mime || 'This file'} is not shown here.`;
}

function facts(outcome) {
  const list = element('dl');
  const add = (name, value) => {
    if (value !== undefined && value !== '') list.append(element('dt', {}, name), element('dd', {}, value));
  };
  add('Row', count(outcome.index));
  add('Address', linked(outcome.url));
  if (outcome.final_url !== outcome.url) add('Came from', outcome.final_url && linked(outcome.final_url));
  add('Ended as', words(outcome.status) + (outcome.stage ? ` in ${outcome.stage}: ${words(outcome.error)}` : ''));
  add('Message', plain(outcome.message || ''));
  if (ofAddress(outcome)) add('HTTP status', outcome.http_status && String(outcome.http_status));
  add('Attempts', String(outcome.attempts));
  add('Type', outcome.mime);
  add('Received', bytes(outcome.bytes));
  add('Size', outcome.width && dimensions(outcome));
  add('Took', duration(outcome.elapsed_ms));
  add('Began', moment(outcome.started_at));
  add('SHA-256', outcome.sha256 && element('code', {}, outcome.sha256));
  Object.entries(outcome.fields || {}).forEach(([name, value]) => add(plain(name), plain(value)));
  add('File', outcome.path && file(outcome.path));
  return list;
}

/** Where a linked document failed the record's status is still that of the address. */
const ofAddress = ({ error, message, http_status: status }) => error !== 'http_status' || message.startsWith(`${status}`);

function dimensions({ width, height, original_width: wide, original_height: high }) {
  const was = wide && (wide !== width || high !== height) ? `, was ${wide} × ${high}` : '';
  return `${width} × ${height}${was}`;
}

/** Saved by way of a blob: a link alone could not show a token. */
function file(path) {
  const button = element('button', { type: 'button' }, 'Keep a copy');
  button.addEventListener('click', async () => {
    try {
      const address = URL.createObjectURL(await (await ask(filePath(job, fileOf(path)))).blob());
      element('a', { href: address, download: fileOf(path).split('/').pop() }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (problem) {
      button.replaceWith(problem.message);
    }
  });
  return element('span', {}, plain(path), ' ', button);
}
