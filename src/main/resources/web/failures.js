// What was not saved, by stage and kind, each with an example and, when it is opened, with more.

import { getJson, jobPath } from './api.js';
import { element, linked, plain, tell } from './dom.js';
import { count, words } from './format.js';

const EXAMPLES = 8;

export function failures(id, { failures: list, 'failures-note': note }) {
  const shown = new Map();

  function added(failure) {
    const number = element('span', { class: 'count' });
    const message = element('span', { class: 'message' });
    const examples = element('ol');
    const details = element('details', {},
      element('summary', {},
        element('span', { class: 'kind' }, words(failure.error), ' ', element('small', {}, `in ${failure.stage}`)),
        number, message),
      examples);
    details.addEventListener('toggle', () => { if (details.open) load(failure, examples); });
    return { root: element('li', {}, details), number, message };
  }

  async function load(failure, examples) {
    if (!examples.children.length) examples.append(example(failure.example, failure.message));
    try {
      const page = await getJson(jobPath(id, `/outcomes?error=${failure.error}&limit=${EXAMPLES}`));
      const found = page.outcomes.filter((outcome) => outcome.stage === failure.stage);
      if (found.length) examples.replaceChildren(...found.map((each) => example(each.url, each.message, each.key)));
    } catch {
      // the one example stays
    }
  }

  return (job) => {
    note.hidden = job.failures.length > 0;
    job.failures.forEach((failure, i) => {
      const key = `${failure.stage} ${failure.error}`;
      if (!shown.has(key)) shown.set(key, added(failure));
      const { root, number, message } = shown.get(key);
      if (list.children[i] !== root) list.insertBefore(root, list.children[i] || null);
      tell(number, count(failure.count));
      tell(message, `For example: ${plain(failure.message)}`);
    });
  };
}

function example(url, message, key) {
  return element('li', {}, element('div', {}, ...(key ? [element('b', {}, plain(key)), ' '] : []), linked(url)),
    element('p', {}, plain(message || '')));
}
