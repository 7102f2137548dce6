// Where the reader is in the list, moved by keys.

import { onKey } from '../lib/shortcuts.js';

/**
 * Returns {focus, current}: `focus` focuses the row of `id`, or where the reader is or was last, and returns it; `current` returns that row, if
 * the reader has been in the list. `rows()`: the rows in order.
 */
export function mountRowCursor(rows) {
  let last = null; // where the reader was when the focus left the list
  let order = []; // the list at that time

  function step(by, id) {
    const all = rows();
    const here = all.find((row) => row.dataset.id === id) ?? document.activeElement.closest?.('tr[data-id]') ?? nearest(all);
    const index = all.indexOf(here);
    // In place of a row that has gone stands the next one.
    const isGone = here?.dataset.id !== last;
    const row = all[index < 0 ? 0 : Math.min(Math.max(index + (isGone ? Math.min(by, 0) : by), 0), all.length - 1)];
    row?.querySelector('[data-part=link]').focus();
    row?.scrollIntoView({ block: 'nearest' });
    return row;
  }

  function nearest(all) {
    const at = order.indexOf(last);
    const ids = at < 0 ? [] : [...order.slice(at), ...order.slice(0, at).reverse()];
    return ids.map((id) => all.find((row) => row.dataset.id === id)).find(Boolean);
  }

  document.addEventListener('focusin', ({ target }) => {
    const row = target.closest('tr[data-id]');
    if (!row) return;
    last = row.dataset.id;
    order = rows().map(({ dataset }) => dataset.id);
  });
  onKey('j', () => Boolean(step(1)));
  onKey('k', () => Boolean(step(-1)));
  return {
    focus: (id) => step(0, String(id)),
    current: () => document.activeElement.closest?.('tr[data-id]') ?? nearest(rows()),
  };
}
