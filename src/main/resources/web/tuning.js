// Changes how many items are in flight: in all, and with one host.

import { jobPath, sendJson } from './api.js';
import { element, tell } from './dom.js';
import { terminal } from './states.js';

const STEPS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 4096];

export function tuning(id, where, done) {
  const dials = [dial('parallelism', 'In flight at once'), dial('per_host', 'With one host')];
  where.append(...dials.map((each) => each.root));

  function dial(field, name) {
    const range = { type: 'range', min: '0', max: STEPS.length - 1 };
    const input = element('input', { ...range, id: `dial-${field}`, disabled: true });
    const output = element('output', { htmlFor: input.id });
    const root = element('div', { class: 'dial' }, element('label', { htmlFor: input.id }, name), output, input);
    let held = false; // moved, and the server has not answered yet
    const chosen = () => STEPS[input.valueAsNumber];
    const tellChosen = (number) => {
      tell(output, String(number));
      input.setAttribute('aria-valuetext', String(number));
    };
    input.addEventListener('input', () => { held = true; tellChosen(chosen()); });
    input.addEventListener('change', async () => {
      held = true;
      await done(() => sendJson('PATCH', jobPath(id), { [field]: chosen() }));
      held = false;
    });
    return {
      root,
      show(job) {
        input.disabled = job.state === 'cancelling';
        if (held) return;
        input.value = nearest(job[field]);
        tellChosen(job[field]);
      },
    };
  }

  return (job) => {
    where.closest('section').hidden = terminal(job.state);
    dials.forEach((each) => each.show(job));
  };
}

function nearest(number) {
  const above = STEPS.findIndex((step) => step >= number);
  return above < 0 ? STEPS.length - 1 : above;
}
