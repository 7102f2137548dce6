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

/** The list with the neighbours of a ticket at an end of what is known. `ask(page)` resolves to a page as the API answers it, or null. */
export async function withNeighbours(list, id, ask) {
  const place = neighboursIn(list, id);
  if (!place) return list;
  const before = !place.previous && list.first > 1 ? await withPrevious(list, ask) : list;
  return !place.next && list.more ? withNext(before, ask) : before;
}

async function withPrevious(list, ask) {
  const answer = await ask(list.first - 1);
  return answer ? { ...list, first: list.first - 1, ids: [...unknownIn(answer, list), ...list.ids] } : list;
}

// Tickets that were resolved on the way may have left the list, and the others moved up: they are looked for where they are now,
// which is not before the page that the way began on.
async function withNext(list, ask) {
  let page = list.last;
  let answer = await ask(page);
  while (page > 1 && (page > list.first ? !isKnownIn(answer, list) : !answer)) {
    page -= 1;
    answer = await ask(page);
  }
  let ids = followersIn(answer, list);
  if (!ids.length) {
    page += 1;
    answer = await ask(page);
    ids = answer ? unknownIn(answer, list) : [];
  }
  return answer ? { ...list, last: page, more: Boolean(answer.next), ids: [...list.ids, ...ids] } : list;
}

function isKnownIn(answer, { ids }) {
  return Boolean(answer?.results.some(({ id }) => ids.includes(id)));
}

/** Those after the last one that is known. */
function followersIn(answer, list) {
  const last = answer?.results.findLastIndex(({ id }) => list.ids.includes(id)) ?? -1;
  return answer ? unknownIn({ results: answer.results.slice(last + 1) }, list) : [];
}

function unknownIn({ results }, list) {
  return results.map(({ id }) => id).filter((id) => !list.ids.includes(id));
}

/** The address of the page of the list that the ticket is on. */
export function addressOfPage(list, id) {
  const place = neighboursIn(list, id);
  const page = place && Math.floor(place.index / list.query.pageSize) + 1;
  return !page || page === list.query.page ? list?.url : `tickets.html${askFor({ ...list.query, page })}`;
}
