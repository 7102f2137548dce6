// The endpoints of one ticket.

import { readJson } from './client.js';
import { call, callForJson } from './signed.js';

/** {ticket, etag}, the ticket with `statusChangedBy` and `statusChangedAt`; null when the ticket is still as `knownEtag` says. */
export async function getTicket(id, knownEtag) {
  const headers = knownEtag ? { 'If-None-Match': knownEtag } : {};
  // At the first look both are asked for at once; later the second only when there is news.
  const change = knownEtag ? undefined : lastChange(id);
  const response = await call(`/tickets/${encodeURIComponent(id)}`, { headers });
  return response.status === 304 ? null : withEtag(response, change);
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
