// One job, live: everything that is shown of it, fed by its events.

import { getJson, jobPath } from './api.js';
import { plain, say, stamped, tell, tellIf } from './dom.js';
import { follow } from './events.js';
import { failures } from './failures.js';
import { bytes, count, duration, moment } from './format.js';
import { gallery } from './gallery.js';
import { hosts } from './hosts.js';
import { look } from './jobs.js';
import { connected } from './link.js';
import { ended, figure, label, showBar, showState, STATUSES, sum, terminal } from './states.js';
import { steering } from './steering.js';
import { throughput } from './throughput.js';
import { tuning } from './tuning.js';

const HOSTS_EVERY = 4000;

/** Shows a job in `main`, and returns what stops it. */
export function openJob(main, id) {
  const { root, parts } = stamped('job-view');
  const stopping = new AbortController();
  const { signal } = stopping;
  main.replaceChildren(root);
  const view = jobView(id, parts);
  tell(parts.id, id);
  parts.files.href = jobPath(id, '/files.tar'); // where a token is wanted the browser asks for it: as the password
  parts.name.focus();
  watch(id, view, parts, signal);
  const timers = [setInterval(view.tick, 1000), setInterval(view.lookAtHosts, HOSTS_EVERY)];
  signal.addEventListener('abort', () => {
    timers.forEach(clearInterval);
    view.close();
    connected('job', true);
  });
  return () => stopping.abort();
}

async function watch(id, view, parts, signal) {
  try {
    const job = await getJson(jobPath(id), { signal });
    view.settings(job.settings);
    view.standing(job, false);
    view.lookAtHosts();
    await follow(jobPath(id, '/events'), {
      signal,
      told: view.told,
      open(isOpen, response) {
        connected('job', isOpen);
        if (response) view.clock(response.headers.get('Date'));
      },
    });
    view.ended();
  } catch (problem) {
    if (signal.aborted) return;
    tell(parts.state, '');
    tellIf(parts.refused, problem.status === 404 ? 'There is no such job.' : problem.message);
    if (problem.status === 0) setTimeout(() => signal.aborted || watch(id, view, parts, signal), 2000);
  }
}

function jobView(id, parts) {
  const charts = throughput(parts);
  const tiles = gallery(id, parts);
  const showFailures = failures(id, parts);
  const showHosts = hosts(id, parts);
  const showFigures = figures(parts.counts);
  const showTuning = tuning(id, parts.tuning, done);
  const showSteering = steering(id, parts, done);
  let job = null;
  let settings = null;
  let seenAt = 0;
  let fresh = [];
  let hostsOf = -1;

  /** Shows what the server answers to a request, or why it refuses. */
  async function done(request) {
    try {
      standing(await request(), false);
      tellIf(parts.refused, '');
      look();
    } catch (problem) {
      tellIf(parts.refused, problem.message);
    }
  }

  function standing(newer, charted = true) {
    if (job && newer.state !== job.state) say(`The job is ${newer.state}.`);
    job = newer;
    seenAt = Date.now();
    document.title = `${plain(job.name)}, ${job.state} · Seine`;
    tell(parts.name, plain(job.name));
    showState(parts.state, job.state);
    tell(parts.submitted, `sent ${moment(job.submitted_at)}`);
    tellIf(parts.reason, job.reason && job.state === 'failed' ? `Failed: ${plain(job.reason)}` : '');
    tellIf(parts.trouble, job.trouble ? `Paused, because the output cannot be written: ${plain(job.trouble)}` : '');
    showBar(parts.bar, job);
    showFigures(job);
    tellIf(parts.progress, job.rows ? `${count(sum(ended(job)))} of ${count(job.rows)} rows` : '');
    tellIf(parts.before, earlier(job.before));
    parts.files.hidden = !ended(job).saved;
    showFailures(job);
    showTuning(job);
    showSteering(job, settings);
    if (charted) charts.standing(job);
    tick();
  }

  function flush() {
    if (!fresh.length) return;
    tiles.add(fresh);
    fresh = [];
  }

  function tick() {
    if (!job) return;
    const going = Math.floor((job.elapsed_ms + Date.now() - seenAt) / 1000) * 1000;
    tell(parts.elapsed, terminal(job.state) || !going ? duration(job.elapsed_ms) : duration(going, 0));
    charts.draw();
  }

  return {
    standing,
    tick,
    clock: charts.clock,
    close: tiles.close,
    settings(sent) {
      settings = sent;
      tell(parts.settings, JSON.stringify(sent, null, 2));
      parts.again.href = `#/new/${encodeURIComponent(id)}`;
      parts.again.hidden = false;
    },
    told(name, data) {
      if (name === 'outcome') {
        if (!fresh.length) setTimeout(flush); // those that came together are shown together
        fresh.push(data);
        charts.outcome(data);
      } else if (name === 'skipped') {
        tiles.skipped();
        charts.skipped();
      } else {
        standing(data);
      }
    },
    ended() {
      flush();
      tiles.explain();
      this.lookAtHosts();
      look();
    },
    async lookAtHosts() {
      if (!job || document.hidden || hostsOf === job.items) return;
      hostsOf = job.items;
      await showHosts().catch(() => { hostsOf = -1; });
      if (!job.items) tiles.explain();
    },
  };
}

function figures(where) {
  const counts = STATUSES.map((status) => figure(label(status), status));
  const flying = figure('In flight');
  const received = figure('Received');
  const attempts = figure('Requests');
  flying.root.classList.add('apart');
  where.append(...[...counts, flying, attempts, received].map((each) => each.root));
  return (job) => {
    const all = ended(job);
    STATUSES.forEach((status, i) => counts[i].show(all[status]));
    flying.show(job.in_flight);
    attempts.show(job.attempts);
    received.show(bytes(job.bytes));
  };
}

/** What earlier runs of the job have done. */
function earlier(before) {
  const told = STATUSES.filter((status) => before[status])
    .map((status) => `${count(before[status])} ${label(status).toLowerCase()}`);
  return told.length ? `Of these, earlier runs: ${told.join(', ')}.` : '';
}
