// Follows server-sent events. EventSource cannot show a token, so the stream is read here.

import { ask, Problem } from './api.js';

const SILENCE = 40_000; // the server gives a sign of life every 15 s
const LONGEST_EVENT = 4 << 20;
const WAITS = [300, 1000, 2000, 5000];

/**
 * Follows a job's events until it has ended or `signal` says so, through lost connections.
 *
 * A hidden page follows nothing, because a browser has few connections for all its tabs; it goes on where it was.
 * `told` is called with each event's name and data, `open` with whether there is a connection, and with the response.
 */
export async function follow(path, { told, open, signal }) {
  let last = '0';
  let failures = 0;
  for (;;) {
    await visible(signal);
    if (signal.aborted) return;
    const seen = whileVisible(signal);
    try {
      const response = await opened(path, last, seen.signal);
      if (response.status === 204) return;
      open(true, response);
      for await (const event of events(response, seen.signal)) {
        failures = 0;
        last = event.id || last;
        told(event.name, JSON.parse(event.data));
        if (event.name === 'state' && ended(event.data)) return;
      }
    } catch (failure) {
      if (seen.signal.aborted) continue;
      if (failure instanceof Problem && failure.status >= 400 && failure.status < 500) throw failure;
      open(false);
    } finally {
      seen.close();
    }
    await pause(WAITS[Math.min(failures++, WAITS.length - 1)], signal);
  }
}

/** Resolves when somebody may look at the page, or it is not wanted any more. */
function visible(signal) {
  if (!document.hidden) return undefined;
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', end);
    signal.addEventListener('abort', end);
    function end() {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', end);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}

/** A signal that ends with another one, or when the page is hidden. */
function whileVisible(signal) {
  const ending = new AbortController();
  const hide = () => { if (document.hidden) ending.abort(); };
  const end = () => ending.abort();
  document.addEventListener('visibilitychange', hide);
  signal.addEventListener('abort', end);
  return {
    signal: ending.signal,
    close() {
      document.removeEventListener('visibilitychange', hide);
      signal.removeEventListener('abort', end);
    },
  };
}

const opened = (path, last, signal) =>
  ask(path, { signal, headers: { Accept: 'text/event-stream', 'Last-Event-ID': last } });

const ended = (data) => ['cancelled', 'completed', 'failed'].includes(JSON.parse(data).state);

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds * (0.75 + Math.random() / 2));
    function end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end);
  });
}

/** The events of a response. Ends with it, and fails where nothing is heard for too long. */
async function* events(response, signal) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (;;) {
      const { value, done } = await heard(reader, signal);
      if (done) throw new Error('the stream broke off');
      text += value;
      const blocks = text.split('\n\n');
      text = blocks.pop();
      if (text.length > LONGEST_EVENT) throw new Error('an event has no end');
      yield* blocks.map(parsed).filter((event) => event.data);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function heard(reader, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('silence')), SILENCE);
    const stop = () => reject(new DOMException('stopped', 'AbortError'));
    signal.addEventListener('abort', stop, { once: true });
    reader.read().then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    });
  });
}

function parsed(block) {
  const event = { name: 'message', id: '', data: '' };
  for (const line of block.split('\n')) {
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === 'event') event.name = value;
    else if (field === 'id') event.id = value;
    else if (field === 'data') event.data += value;
  }
  return event;
}
