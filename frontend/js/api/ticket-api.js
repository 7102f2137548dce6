// The endpoints under /tickets. `query` is as in the page's URL: "?search=printer&page=2".

import { local } from '../lib/storage.js';
import { kindOf, toldOf } from '../lib/ticket-fields.js';
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

/** `changes`: at most 100 of {id, ifMatch, undo}, with what `asSent` and `asSeen` return. Resolves to the outcomes, as the API tells them. */
export async function changeTickets(changes) {
  const { results } = await callForJson('/tickets', { method: 'PATCH', json: { changes } });
  local.write(OWN_CHANGES, results);
  return results;
}

/** How a field's value is sent; a person is {id, username} or null. */
export function asSent(field, value) {
  return { [field]: kindOf(field) === 'people' ? (value?.username ?? null) : value };
}

/** The condition that a field still has the value that the reader saw. */
export function asSeen(field, value) {
  return { [`if${field[0].toUpperCase()}${field.slice(1)}`]: kindOf(field) === 'people' ? (value?.id ?? null) : value };
}

/** Calls `show(outcomes)` when another tab of this browser has changed tickets. */
export function onChangesElsewhere(show) {
  window.addEventListener('storage', ({ key }) => key === OWN_CHANGES && show(local.read(key) ?? []));
}

/** {ticket, etag}; null when it is still as `knownEtag` says. */
export async function getTicket(id, knownEtag) {
  const tagged = await callIfChanged(addressOf(id), { knownEtag });
  return tagged && { ticket: tagged.answer, etag: tagged.etag };
}

/** Sets one of the fields that have a key. Refused with 412 when the ticket is no longer as `etag` says. */
export function setField(id, field, value, etag) {
  const path = field === 'status' ? `${addressOf(id)}/status` : addressOf(id);
  return changeAndTell(path, { method: 'PATCH', json: asSent(field, value), headers: { 'If-Match': etag } });
}

/** Takes back one's own last change of such a field; refused with 412 when there is none any more. */
export function undoChange(id) {
  return changeAndTell(addressOf(id), { method: 'PATCH', json: { undo: true } });
}

async function changeAndTell(path, options) {
  const changed = await change(path, options);
  local.write(OWN_CHANGES, [{ ...toldOf(changed.ticket), outcome: 'changed', etag: changed.etag }]);
  return changed;
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
