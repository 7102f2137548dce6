// A ticket's place in the list it was opened from, and its neighbours there, over the borders of the list's pages.
// The list is as `keptList` makes it.

import { askFor } from './list-query.js';
import { formatNumber } from './locale.js';

/** `previous` and `next` are undefined at the ends of what is known. Null if the ticket isn't in the list, or alone there. */
export function neighboursIn(list, id) {
  const ids = list?.ids?.map(String) ?? [];
  const at = ids.indexOf(String(id));
  if (at < 0 || !list.query || list.count < 2) return null;
  const index = (list.first - 1) * list.query.pageSize + at;
  // The list may have grown since it was counted.
  const count = formatNumber(Math.max(list.count, index + 1)) + (list.countCapped ? '+' : '');
  return { previous: ids[at - 1], next: ids[at + 1], index, count };
}

/** The numbers of the pages that the ticket's neighbours are on, as long as they are not known. */
export function pagesBeside(list, id) {
  const place = neighboursIn(list, id);
  if (!place) return [];
  return [!place.previous && list.first > 1 && list.first - 1, !place.next && list.more && list.last + 1].filter(Boolean);
}

/** The list with another page, as the API answers it, before or after those that are known. */
export function withPage(list, page, { results, next }) {
  const ids = results.map(({ id }) => id).filter((id) => !list.ids.includes(id));
  if (page < list.first) return { ...list, first: page, ids: [...ids, ...list.ids] };
  return { ...list, last: page, more: Boolean(next), ids: [...list.ids, ...ids] };
}

/** The address of the page of the list that the ticket is on. */
export function addressOfPage(list, id) {
  const place = neighboursIn(list, id);
  const page = place && Math.floor(place.index / list.query.pageSize) + 1;
  return !page || page === list.query.page ? list?.url : `tickets.html${askFor({ ...list.query, page })}`;
}
