// The endpoints under /tickets.

import { call, callForJson, readJson } from './client.js';

/** `query` as in the page's URL: "?search=printer&page=2". */
export function listTickets(query, signal) {
  return callForJson(`/tickets${query}`, { signal });
}

/** {ticket, etag}; null when the ticket is still as `knownEtag` says. */
export async function getTicket(id, knownEtag) {
  const headers = knownEtag ? { 'If-None-Match': knownEtag } : {};
  const response = await call(`/tickets/${encodeURIComponent(id)}`, { headers });
  return response.status === 304 ? null : withEtag(response);
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

async function withEtag(response) {
  return { ticket: await readJson(response), etag: response.headers.get('ETag') };
}
