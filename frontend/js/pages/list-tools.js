// What only administrators do in the list: select tickets, and change those or the one they are at, by keys too.

import { mountSelection } from '../components/selection.js';
import { keysWait, onKey } from '../lib/shortcuts.js';
import { FIELD_KEYS, RESOLVED } from '../lib/ticket-fields.js';
import { tellMissingPart } from './problems.js';

/**
 * `place` has the rows; `list`: {cursor, me, seen, state, apply}: `seen` are the tickets shown so far by id, `state()` is the list's, and
 * `apply(outcomes)` shows what became of tickets. Returns {act, sync, forgetSelection}, for what rows emit, rows drawn again
 * and other filters.
 */
export function mountListTools(place, list) {
  const { cursor, me, apply } = list;
  const selection = mountSelection(place, cursor);
  let changes = null;

  // Loaded when the first ticket is selected or changed.
  async function withChanges(use) {
    const part = await keysWait(import('./list-changes.js')).catch(tellMissingPart);
    if (!part) return apply([]); // no row shows a choice that was not carried out
    changes ??= part.mountListChanges({ ...list, selection });
    return use(await changes);
  }

  // The selected tickets are meant, or else the one that the reader is at; who has not been in the list is shown where they are.
  function changeMeant(change) {
    const row = cursor.current();
    const selected = selection.ids();
    if (!selected.length && !row) return Boolean(cursor.focus());
    const ids = selected.length ? selected : [Number(row.dataset.id)];
    return withChanges(async (tools) => (await change(tools, ids)) && selection.clear());
  }

  place.addEventListener('selection-change', () => withChanges(({ showBar }) => showBar()));
  for (const [key, field] of Object.entries(FIELD_KEYS)) onKey(key, () => changeMeant(({ choose }, ids) => choose(ids, field)));
  onKey('m', () => changeMeant(({ set }, ids) => set(ids, 'assignee', me)));
  onKey('e', () => changeMeant(({ set }, ids) => set(ids, 'status', RESOLVED)));

  selection.takeOver();
  return {
    /** Does what a row emits. */
    act: (name, { id, status }) => withChanges(({ set, choose }) => (name === 'status-chosen' ? set([id], 'status', status) : choose([id], name.split('-')[0]))),
    sync: selection.sync,
    forgetSelection: () => selection.clear() && withChanges(({ tellLost }) => tellLost()),
  };
}
