// Where a ticket stands in the list one came from.

/** `list` is {ids} as the list left it; null when the ticket isn't there. Ids at the ends are undefined. */
export function placeIn(list, id) {
  const ids = list?.ids?.map(String) ?? [];
  const index = ids.indexOf(String(id));
  if (index < 0 || ids.length < 2) return null;
  return { previous: ids[index - 1], next: ids[index + 1], index, count: ids.length };
}

/** The list's address: one of our own pages, whatever was stored. */
export function listAddress(list) {
  return /^tickets(\.html)?(\?[^#]*)?$/.test(list?.url ?? '') ? list.url : 'tickets.html';
}
