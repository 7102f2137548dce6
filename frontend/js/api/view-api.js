// The endpoints of saved lists.

import { callForJson } from './client.js';

/** [{id, name, query, isShared, isOwn}, …]; `query` as in the list's address, without the question mark. */
export async function listViews() {
  return (await callForJson('/views', { isBackground: true })).results;
}
