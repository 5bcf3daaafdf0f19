// The hosts whose items took longest, among the newest outcomes.

import { getJson, jobPath } from './api.js';
import { element, plain, tell } from './dom.js';
import { count, duration } from './format.js';

const MOST = 8;

export function hosts(id, { hosts: table, 'hosts-note': note }) {
  return async () => {
    const { outcomes, hosts: slowest } = await getJson(jobPath(id, `/hosts?limit=${MOST}`));
    table.hidden = slowest.length === 0;
    tell(note, slowest.length ? `Of the newest ${count(outcomes)} outcomes.` : 'Nothing so far.');
    table.tBodies[0].replaceChildren(...slowest.map((host) => element('tr', {},
      element('td', {}, plain(host.host)),
      element('td', {}, duration(host.mean_ms)),
      element('td', {}, duration(host.longest_ms)),
      element('td', {}, count(host.items)),
      element('td', {}, count(host.items - host.saved)))));
  };
}
