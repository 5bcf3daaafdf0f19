// The page: what stands behind the `#` of its address is what it shows.

import { openJob } from './job.js';
import { mark, watchJobs } from './jobs.js';
import { openForm } from './submit.js';

const main = document.getElementById('main');
let stop = () => {};

function show() {
  const [view, id] = location.hash.replace(/^#\/?/, '').split('/').map(decoded);
  stop();
  stop = () => {};
  document.title = 'Seine';
  document.body.dataset.view = view || 'list';
  mark(view === 'jobs' ? id : null);
  if (view === 'jobs' && id) stop = openJob(main, id);
  else if (view === 'new') openForm(main, id);
  else main.replaceChildren(document.getElementById('welcome-view').content.cloneNode(true));
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
window.addEventListener('hashchange', show);
show();
watchJobs();
