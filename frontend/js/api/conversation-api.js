// The endpoints of a ticket's timeline. `id` is the ticket's.

import { call, callForJson, callIfChanged } from './client.js';

/** {answer: {results, writing}, etag}; null when it is still as `knownEtag` says. */
export function followTimeline(id, options) {
  return callIfChanged(`${addressOf(id)}/timeline`, options);
}

export function editEntry(id, entry, body) {
  return callForJson(`${addressOf(id)}/timeline/${entry}`, { method: 'PATCH', json: { body } });
}

export function removeEntry(id, entry) {
  return call(`${addressOf(id)}/timeline/${entry}`, { method: 'DELETE' });
}

/** The reader has seen everything up to `entry`. */
export function markSeen(id, entry) {
  return call(`${addressOf(id)}/seen`, { method: 'PUT', json: { entry }, isBackground: true });
}

/** Lets others see for half a minute that the reader is writing a 'reply' or a 'note'; with null, that they have stopped. */
export function markWriting(id, kind) {
  const options = kind ? { method: 'PUT', json: { kind } } : { method: 'DELETE' };
  return call(`${addressOf(id)}/writing`, { ...options, isBackground: true });
}

function addressOf(id) {
  return `/tickets/${encodeURIComponent(id)}`;
}
