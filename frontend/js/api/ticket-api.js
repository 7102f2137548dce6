// The endpoints under /tickets. `query` is as in the page's URL: "?search=printer&page=2".

import { local } from '../lib/storage.js';
import { call, callForJson, callIfChanged, readTagged } from './client.js';

const OWN_CHANGES = 'ticketing.changes';

/** A page of tickets, for suggestions that show by themselves. */
export function listTickets(query, signal) {
  return callForJson(`/tickets${query}`, { signal, isBackground: true });
}

/** {answer, etag} with a page of tickets; null when it is still as `knownEtag` says. */
export function followTickets(query, options) {
  return callIfChanged(`/tickets${query}`, options);
}

/** {answer, etag} with {counts: {status: number}, waiting: {side: number}, unread, capped: [names of these]}; null as above. */
export function countTickets(query, options) {
  return callIfChanged(`/tickets/counts${query}`, options);
}

/** `changes`: [{id, status, ifStatus, ifMatch, undo}, …]. Resolves to [{id, outcome, status, previousStatus, updatedAt, etag}, …]. */
export async function changeStatuses(changes) {
  const { results } = await callForJson('/tickets/status', { method: 'PATCH', json: { changes } });
  local.write(OWN_CHANGES, results);
  return results;
}

/** Calls `show(outcomes)` when another tab of this browser has changed statuses. */
export function onChangesElsewhere(show) {
  window.addEventListener('storage', ({ key }) => key === OWN_CHANGES && show(local.read(key) ?? []));
}

/** {ticket, etag}; null when it is still as `knownEtag` says. */
export async function getTicket(id, knownEtag) {
  const tagged = await callIfChanged(addressOf(id), { knownEtag });
  return tagged && { ticket: tagged.answer, etag: tagged.etag };
}

/** Refused with 412 when the ticket is no longer as `etag` says. `undo` takes back one's own last change, which was from `status`. */
export async function changeStatus(id, status, etag, { undo = false } = {}) {
  const options = { method: 'PATCH', json: { status, undo }, headers: { 'If-Match': etag } };
  const { answer, etag: now } = await readTagged(await call(`${addressOf(id)}/status`, options));
  local.write(OWN_CHANGES, [{ id: answer.id, outcome: 'changed', status: answer.status, updatedAt: answer.updatedAt, etag: now }]);
  return { ticket: answer, etag: now };
}

/** `fields`: those of title, description and category that change; refused as above. */
export function correctTicket(id, fields, etag) {
  return change(addressOf(id), { method: 'PATCH', json: fields, headers: { 'If-Match': etag } });
}

/** The requester no longer needs it. */
export function closeTicket(id) {
  return change(`${addressOf(id)}/close`, { method: 'POST' });
}

/** It did not solve the requester's problem. */
export function reopenTicket(id) {
  return change(`${addressOf(id)}/reopen`, { method: 'POST' });
}

export function markDuplicate(id, of) {
  return change(`${addressOf(id)}/duplicate`, { method: 'POST', json: { of } });
}

async function change(path, options) {
  const { answer, etag } = await readTagged(await call(path, options));
  return { ticket: answer, etag };
}

function addressOf(id) {
  return `/tickets/${encodeURIComponent(id)}`;
}
