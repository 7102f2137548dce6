// The list's keys and, for administrators, selecting and changing tickets.

import { mountSelection } from '../components/selection.js';
import { onKey } from '../lib/shortcuts.js';
import { loadStyles } from '../lib/styles.js';
import { followKeys } from './list-keys.js';
import { tellMissingPart } from './missing-part.js';

/** Returns {sync, clear}: to show the selection in rows that were drawn anew, and to drop it. */
export function mountTools({ place, rows, isAdmin, statusOf, apply }) {
  const keys = followKeys(rows);
  if (!isAdmin) return { sync() {}, clear() {} };

  const selection = mountSelection(place);
  let tools = null;
  // Loaded when the first ticket is selected or changed.
  const load = async () => {
    const [{ mountAdminTools }] = await Promise.all([import('./list-admin.js'), loadStyles('list-changes')]);
    return (tools ??= mountAdminTools({ selection, keys, statusOf, apply }));
  };
  const withTools = async (use) => {
    const loaded = await load().catch(() => null);
    if (loaded) return use(loaded);
    apply([]); // no row shows a choice that nobody carries out
    return tellMissingPart();
  };
  place.addEventListener('selection-change', () => withTools(({ showBar }) => showBar()));
  place.addEventListener('status-chosen', ({ detail }) => withTools(({ change }) => change([detail.id], detail.status)));
  followSelectionKeys({ selection, keys });
  onKey('z', () => tools?.toast.act() ?? false);
  return selection;
}

function followSelectionKeys({ selection, keys }) {
  onKey('x', () => {
    const row = keys.stand();
    if (row) selection.toggle(row);
    return Boolean(row);
  });
  onKey('Escape', () => {
    if (!selection.has()) return false;
    selection.clear();
    return true;
  });
}
