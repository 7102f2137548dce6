// Moving through the list with the keys.

import { onKey } from '../lib/shortcuts.js';

/** `rows()` are the rows in their order. Returns {stand}: it goes to where the reader is, or was last, and returns that row. */
export function followKeys(rows) {
  let last = null; // where the reader was when the focus left the list

  const current = () => document.activeElement.closest?.('tr[data-id]') ?? rows().find((row) => row.dataset.id === last);

  function step(by) {
    const all = rows();
    const index = all.indexOf(current());
    const row = all[index < 0 ? 0 : Math.min(Math.max(index + by, 0), all.length - 1)];
    row?.querySelector('[data-part=link]').focus();
    row?.scrollIntoView({ block: 'nearest' });
    return row;
  }

  document.addEventListener('focusin', ({ target }) => {
    last = target.closest('tr[data-id]')?.dataset.id ?? last;
  });
  onKey('j', () => Boolean(step(1)));
  onKey('k', () => Boolean(step(-1)));
  return { stand: () => step(0) };
}
