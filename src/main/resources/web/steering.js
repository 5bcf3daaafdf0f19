// The buttons of a job: what its state allows.

import { jobPath, sendJson } from './api.js';
import { terminal } from './states.js';

const ALLOWED = {
  pause: (job) => job.state === 'running',
  resume: (job) => job.state === 'paused',
  cancel: (job) => !terminal(job.state) && job.state !== 'cancelling',
  'end-list': (job, settings) => settings?.source?.follow === true && !terminal(job.state),
};

/** `done` is handed what asks the server, and shows the job that it answers with. */
export function steering(id, parts, done) {
  let asking = false; // a disabled button would lose the focus
  for (const action of Object.keys(ALLOWED)) {
    parts[action].addEventListener('click', async () => {
      if (asking || (action === 'cancel' && !(await confirmed()))) return;
      asking = true;
      await done(() => sendJson('POST', jobPath(id, `/${action}`)));
      asking = false;
    });
  }
  return (job, settings) => {
    const focused = document.activeElement;
    for (const [action, allowed] of Object.entries(ALLOWED)) parts[action].hidden = !allowed(job, settings);
    if (focused?.hidden) keepFocus(parts, focused);
  };
}

/** A button that goes takes the focus with it: its counterpart has it next. */
function keepFocus(parts, gone) {
  const next = [parts.pause, parts.resume].find((each) => each !== gone && !each.hidden) || parts.name;
  next.focus();
}

function confirmed() {
  const dialog = document.getElementById('cancel-dialog');
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === 'cancel');
  });
}
