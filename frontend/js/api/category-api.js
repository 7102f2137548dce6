// The endpoint of what tickets are about.

import { callForJson } from './client.js';

/** [{name, description}, …] that a ticket may be given, in their order. */
export async function listCategories() {
  return (await callForJson('/categories')).results;
}
