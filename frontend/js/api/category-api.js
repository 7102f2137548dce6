// The endpoint for categories. What it said last is kept in this browser, so that pages have them at once.

import { local } from '../lib/storage.js';
import { callIfChanged } from './client.js';

const KEPT = 'categories'; // js/category-choices.js reads it, too

/** [{name, description}] as they were told last; [] if they never were. */
export function knownCategories() {
  return local.read(KEPT)?.categories ?? [];
}

/** The same as they are now. */
export async function listCategories(options) {
  const kept = local.read(KEPT);
  const told = await callIfChanged('/categories', { ...options, knownEtag: kept?.etag });
  if (!told) return kept.categories;
  local.write(KEPT, { etag: told.etag, categories: told.answer.results });
  return told.answer.results;
}
