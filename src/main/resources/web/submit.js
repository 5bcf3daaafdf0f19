// The form that sends a job.

import { getJson, jobPath, sendJson } from './api.js';
import { element, stamped, tellIf } from './dom.js';
import { look } from './jobs.js';
import { STARTS } from './starts.js';

const HIDDEN = '"(secret)"';
const SHORTENED = 10; // of a list the server shows no more

/** Shows the form in `main`, with the settings of the job `like` where one is given. */
export function openForm(main, like) {
  const { root, parts } = stamped('submit-view');
  const { form, start, settings, faults, send, caution } = parts;
  main.replaceChildren(root);
  document.title = 'New job · Seine';
  start.append(...STARTS.map(({ name }, i) => element('option', { value: String(i) }, name)));
  settings.value = STARTS[0].text;
  start.addEventListener('change', () => { settings.value = STARTS[start.value].text; tellIf(caution, ''); });
  document.getElementById('submit-title').focus();
  let gaps = null;
  if (like) copy(like, parts, faults).then((found) => { gaps = found; });
  let key = fresh();
  settings.addEventListener('input', () => { key = fresh(); });

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    faults.replaceChildren();
    send.disabled = true;
    try {
      const text = settings.value;
      JSON.parse(text);
      if (gaps?.text === text) throw new Error(`${gaps.told} Change the settings before you send them.`);
      const job = await sendJson('POST', '/v1/jobs', text, { 'Idempotency-Key': key });
      location.hash = `#/jobs/${encodeURIComponent(job.id)}`;
      look();
    } catch (problem) {
      faults.replaceChildren(...complaints(problem));
      settings.focus();
      if (problem.faults?.length) reveal(settings, problem.faults[0].pointer);
    } finally {
      send.disabled = false;
    }
  });
}

async function copy(id, { start, settings, caution }, faults) {
  try {
    const sent = (await getJson(jobPath(id))).settings;
    start.prepend(element('option', { value: '', selected: true, disabled: true }, `what ${id} was sent with`));
    settings.value = JSON.stringify(sent, null, 2);
    const gaps = [];
    if (settings.value.includes(HIDDEN)) gaps.push('Secrets have to be put in again.');
    if (sent.source?.urls?.length >= SHORTENED) gaps.push(`Only the first ${SHORTENED} addresses are here.`);
    tellIf(caution, gaps.join(' '));
    return gaps.length ? { text: settings.value, told: gaps.join(' ') } : null;
  } catch (problem) {
    faults.replaceChildren(...complaints(problem));
    return null;
  }
}

/** The same submission twice is one job: the key lasts until the text is changed. */
function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, '0')).join('');
}

function complaints(problem) {
  if (problem instanceof SyntaxError) return [element('p', {}, `This is not JSON: ${problem.message}`)];
  if (!problem.faults?.length) return [element('p', {}, problem.message)];
  return problem.faults.map(({ detail }) => element('p', {}, detail));
}

/** Puts the selection on the member that a pointer names, as far as its name is in the text. */
function reveal(settings, pointer) {
  const names = (pointer || '').split('/').slice(1).filter((name) => !/^\d+$/.test(name));
  let from = 0;
  let quoted = '';
  for (const name of names) {
    quoted = JSON.stringify(name.replaceAll('~1', '/').replaceAll('~0', '~'));
    const found = settings.value.indexOf(quoted, from);
    if (found < 0) return;
    from = found;
  }
  if (quoted) settings.setSelectionRange(from, from + quoted.length);
}
