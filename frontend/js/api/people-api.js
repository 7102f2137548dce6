// The endpoint for finding people, which administrators may.

import { callForJson } from './client.js';

/** Up to 20 users whose name or address contains the text. */
export async function findPeople(text, signal) {
  return (await callForJson(`/people?${new URLSearchParams({ search: text })}`, { signal, isBackground: true })).results;
}
