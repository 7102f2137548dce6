// The endpoint for finding people, which administrators may.

import { callForJson } from './client.js';

/** Up to 20 users whose name or address contains the text, of any role or of one. */
export async function findPeople(text, { role, signal } = {}) {
  const query = new URLSearchParams({ search: text, ...(role && { role }) });
  return (await callForJson(`/people?${query}`, { signal, isBackground: true })).results;
}
