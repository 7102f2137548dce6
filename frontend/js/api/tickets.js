// The endpoints under /tickets, for many of them.

import { readJson } from './client.js';
import { call, callForJson } from './signed.js';

/** `query` as in the page's URL: "?search=printer&page=2". For what shows up by itself, beside what one is doing. */
export function listTickets(query, signal) {
  return callForJson(`/tickets${query}`, { signal, isAside: true });
}

/** {answer, etag} with a page of tickets; null when that is still as `knownEtag` says. */
export function followTickets(query, { signal, knownEtag } = {}) {
  return follow(`/tickets${query}`, knownEtag, signal);
}

/** {answer, etag} with {counts: {status: number}, capped: [status]} whatever status the query says; null as above. */
export function countTickets(query, { signal, knownEtag } = {}) {
  return follow(`/tickets/counts${query}`, knownEtag, signal);
}

async function follow(path, knownEtag, signal) {
  const headers = knownEtag ? { 'If-None-Match': knownEtag } : {};
  const response = await call(path, { headers, signal });
  return response.status === 304 ? null : { answer: await readJson(response), etag: response.headers.get('ETag') };
}

/** `changes`: [{id, status, ifStatus, ifMatch}, …]. Resolves to [{id, outcome, status, previousStatus, updatedAt, etag}, …]. */
export async function changeStatuses(changes) {
  return (await callForJson('/tickets/status', { method: 'PATCH', json: { changes } })).results;
}
