// The endpoints under /tickets. `query` is as in the page's URL: "?search=printer&page=2".

import { call, callForJson, callIfChanged, readTagged } from './client.js';

/** A page of tickets, for suggestions that show by themselves. */
export function listTickets(query, signal) {
  return callForJson(`/tickets${query}`, { signal, isBackground: true });
}

/** {answer, etag} with a page of tickets; null when it is still as `knownEtag` says. */
export function followTickets(query, options) {
  return callIfChanged(`/tickets${query}`, options);
}

/** {answer, etag} with {counts: {status: number}, capped: [status]}, whatever status the query has; null as above. */
export function countTickets(query, options) {
  return callIfChanged(`/tickets/counts${query}`, options);
}

/** `changes`: [{id, status, ifStatus, ifMatch}, …]. Resolves to [{id, outcome, status, previousStatus, updatedAt, etag}, …]. */
export async function changeStatuses(changes) {
  return (await callForJson('/tickets/status', { method: 'PATCH', json: { changes } })).results;
}

/** {ticket, etag}, the ticket with `statusChangedBy` and `statusChangedAt`; null when it is still as `knownEtag` says. */
export async function getTicket(id, knownEtag) {
  // At first both requests are sent at once; later the second only when the ticket has changed.
  const change = knownEtag ? undefined : lastChange(id);
  const tagged = await callIfChanged(addressOf(id), { knownEtag });
  return tagged && withLastChange(tagged, change);
}

/** Refused with 412 when the ticket is no longer as `etag` says. */
export async function changeStatus(id, status, etag) {
  const options = { method: 'PATCH', json: { status }, headers: { 'If-Match': etag } };
  return withLastChange(await readTagged(await call(`${addressOf(id)}/status`, options)));
}

async function withLastChange({ answer, etag }, change = lastChange(answer.id)) {
  const { changedBy = null, changedAt = null } = await change;
  return { ticket: { ...answer, statusChangedBy: changedBy, statusChangedAt: changedAt }, etag };
}

// Without it the ticket is shown all the same.
function lastChange(id) {
  return callForJson(`${addressOf(id)}/status`).catch(() => ({}));
}

function addressOf(id) {
  return `/tickets/${encodeURIComponent(id)}`;
}
