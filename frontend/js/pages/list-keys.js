// Moving through the list with the keys.

import { onKey } from '../lib/shortcuts.js';

/** `rows()` are the rows in their order; without a `selection` there is nothing to select. */
export function followKeys({ rows, selection, toast }) {
  let last = null; // where the reader was when the focus left the list

  const current = () => document.activeElement.closest?.('tr[data-id]') ?? rows().find((row) => row.dataset.id === last);

  function step(by) {
    const all = rows();
    const index = all.indexOf(current());
    const next = all[index < 0 ? 0 : Math.min(Math.max(index + by, 0), all.length - 1)];
    if (!next) return false;
    stand(next);
    return true;
  }

  function stand(row) {
    row.querySelector('[data-part=link]').focus();
    row.scrollIntoView({ block: 'nearest' });
  }

  document.addEventListener('focusin', ({ target }) => {
    last = target.closest('tr[data-id]')?.dataset.id ?? last;
  });
  onKey('j', () => step(1));
  onKey('k', () => step(-1));
  onKey('z', () => toast.act());
  if (!selection) return { stand: () => step(0) };
  onKey('x', () => {
    const row = current() ?? rows()[0];
    if (!row) return false;
    selection.toggle(row);
    stand(row);
    return true;
  });
  onKey('Escape', () => {
    if (!selection.has()) return false;
    selection.clear();
    return true;
  });
  return { stand: () => step(0) };
}
