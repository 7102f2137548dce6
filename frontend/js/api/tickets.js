// The endpoints under /tickets.

import { call, callForJson, readJson } from './client.js';

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

/** {ticket, etag}, the ticket with `statusChangedBy` and `statusChangedAt`; null when the ticket is still as `knownEtag` says. */
export async function getTicket(id, knownEtag) {
  const headers = knownEtag ? { 'If-None-Match': knownEtag } : {};
  // At the first look both are asked for at once; later the second only when there is news.
  const change = knownEtag ? undefined : lastChange(id);
  const response = await call(`/tickets/${encodeURIComponent(id)}`, { headers });
  return response.status === 304 ? null : withEtag(response, change);
}

/** `form` is a FormData; the same `key` with the same content makes one ticket, however often it is sent. */
export function createTicket(form, { key, signal, onProgress }) {
  return callForJson('/tickets', {
    method: 'POST',
    body: form,
    headers: { 'Idempotency-Key': key },
    signal,
    onProgress,
  });
}

/** Refused with 412 when the ticket is no longer as `etag` says. */
export async function changeStatus(id, status, etag) {
  const response = await call(`/tickets/${encodeURIComponent(id)}/status`, {
    method: 'PATCH',
    json: { status },
    headers: { 'If-Match': etag },
  });
  return withEtag(response);
}

async function withEtag(response, change) {
  const ticket = await readJson(response);
  const { changedBy = null, changedAt = null } = await (change ?? lastChange(ticket.id));
  return { ticket: { ...ticket, statusChangedBy: changedBy, statusChangedAt: changedAt }, etag: response.headers.get('ETag') };
}

// Who it was is good to know, and no reason to show nothing.
function lastChange(id) {
  return callForJson(`/tickets/${encodeURIComponent(id)}/status`).catch(() => ({}));
}
