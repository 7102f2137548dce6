// The endpoints for views: lists that were saved, each with its query as in the list's address ("assignee=me&status=New").

import { call, callForJson, callIfChanged } from './client.js';

/** {answer, etag} with [{id, name, query, isShared, isOwn, count, countCapped}] as `answer.results`; null when it is as `knownEtag` says. */
export function followViews(options) {
  return callIfChanged('/views?counts=true', options);
}

/** `view`: {name, query, isShared}. */
export function createView(view) {
  return callForJson('/views', { method: 'POST', json: view });
}

/** `changes`: some of the same. */
export function changeView(id, changes) {
  return callForJson(`/views/${id}`, { method: 'PATCH', json: changes });
}

export function deleteView(id) {
  return call(`/views/${id}`, { method: 'DELETE' });
}

/** The same without counts, as a list. */
export async function listViews() {
  return (await callForJson('/views', { isBackground: true })).results;
}
