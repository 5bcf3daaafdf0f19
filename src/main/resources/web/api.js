// Asks the server. What it refuses becomes a Problem; a token is asked for where it wants one.

import { askForToken, token } from './token.js';

/** What the server refuses, or that it does not answer (`status` 0). */
export class Problem extends Error {
  constructor(status, document = {}) {
    super(document.detail || (status ? `The server answered ${status}.` : 'The server does not answer.'));
    this.status = status;
    this.faults = document.errors || [];
  }
}

/** The response to a request, when it is a good one. */
export async function ask(path, { headers = {}, ...options } = {}) {
  for (;;) {
    const shown = token();
    const response = await sent(path, { ...options, headers: { ...credentials(shown), ...headers } });
    if (response.ok) return response;
    if (response.status !== 401) throw new Problem(response.status, await documentOf(response));
    await askForToken(shown);
  }
}

async function sent(path, options) {
  try {
    return await fetch(path, { cache: 'no-cache', ...options });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem(0);
  }
}

/** X-Requested-With keeps the browser from asking for a password by itself. */
function credentials(shown) {
  const always = { 'X-Requested-With': 'XMLHttpRequest' };
  return shown === null ? always : { ...always, Authorization: `Bearer ${shown}` };
}

async function documentOf(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

export async function getJson(path, options) {
  return (await ask(path, options)).json();
}

export async function sendJson(method, path, body, headers = {}) {
  const options = { method, headers };
  if (body !== undefined) {
    options.body = typeof body === 'string' ? body : JSON.stringify(body);
    options.headers = { 'Content-Type': 'application/json', ...headers };
  }
  return (await ask(path, options)).json();
}

export const jobPath = (id, rest = '') => `/v1/jobs/${encodeURIComponent(id)}${rest}`;

/** Where a saved file is served. */
export const filePath = (id, path) => jobPath(id, `/files/${path.split('/').map(encodeURIComponent).join('/')}`);
