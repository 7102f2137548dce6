// What only administrators do in the list: change the selected tickets, or those they are at, by keys too.

import { keysWait, onKey } from '../lib/shortcuts.js';
import { FIELD_KEYS, RESOLVED } from '../lib/ticket-fields.js';
import { tellMissingPart } from './problems.js';

const ACTIONS = {
  'selection-change': ({ showBar }) => showBar(),
  'selection-lost': ({ tellLost }) => tellLost(),
  'status-chosen': ({ set }, { id, status }) => set([id], 'status', status),
  'field-wanted': ({ choose }, { id, field }) => choose([id], field),
};

/**
 * `list`: {selection, cursor, me, seen, state, apply}: `seen` are the tickets shown so far by id, `state()` is the list's, and
 * `apply(outcomes)` shows what became of tickets. Returns act(name, detail), for what the list emits.
 */
export function mountListTools(list) {
  const { selection, cursor, me, apply } = list;
  let changes = null;

  // Loaded when the first ticket is selected or changed.
  async function withChanges(use) {
    const part = await keysWait(import('./list-changes.js')).catch(tellMissingPart);
    if (!part) return apply([]); // no row shows a choice that was not carried out
    changes ??= part.mountListChanges(list);
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

  for (const [key, field] of Object.entries(FIELD_KEYS)) onKey(key, () => changeMeant(({ choose }, ids) => choose(ids, field)));
  onKey('m', () => changeMeant(({ set }, ids) => set(ids, 'assignee', me)));
  onKey('e', () => changeMeant(({ set }, ids) => set(ids, 'status', RESOLVED)));
  return (name, detail) => withChanges((tools) => ACTIONS[name](tools, detail));
}
