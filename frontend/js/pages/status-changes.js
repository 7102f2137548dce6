// Administrators change statuses in the list, one in its row or those of the selected tickets, and can undo it for ten seconds.

import { changeStatuses } from '../api/ticket-api.js';
import { clearNotice } from '../components/notices.js';
import { mountSelectionBar } from '../components/selection-bar.js';
import { mountToast } from '../components/toast.js';
import { text } from '../lib/messages.js';
import { onKey } from '../lib/shortcuts.js';
import { loadStyles } from '../lib/styles.js';
import { messageOf, showPageNotice } from './problems.js';

const say = text.list;

/** `statusOf(id)` is the status shown; `apply(outcomes)` shows what became of tickets. Resolves to {change, showBar, tell}. */
export async function mountStatusChanges({ selection, cursor, statusOf, apply }) {
  await loadStyles('status-changes');
  const toast = mountToast(document.querySelector('#toast'));
  const send = (changes) => sendChanges(changes, apply);

  /** Resolves to whether it was done. `focus`: the button that was pressed is about to disappear. */
  async function change(ids, status, { focus = false } = {}) {
    const outcomes = await send(ids.map((id) => ({ id, status, ifStatus: statusOf(id) })));
    if (!outcomes) return false;
    const changed = outcomes.filter(({ outcome }) => outcome === 'changed');
    const action = changed.length > 0 && { label: say.undo, run: () => undo(changed) };
    toast.show({ message: summaryOf(outcomes, status), action, focus, onLeave: cursor.focus });
    return true;
  }

  async function undo(changed) {
    const outcomes = await send(changed.map(({ id, previousStatus, etag }) => ({ id, status: previousStatus, ifMatch: etag, undo: true })));
    cursor.focus(changed.at(-1).id);
    if (outcomes) toast.show({ message: sentences(outcomes, say.undone) });
  }

  onKey('z', toast.act);
  return { change, showBar: mountBar({ selection, cursor, change }), tell: (message) => toast.show({ message }) };
}

function mountBar({ selection, cursor, change }) {
  const el = document.querySelector('#selection-bar');
  const bar = mountSelectionBar(el);
  let isBusy = false;

  el.addEventListener('clear', () => {
    selection.clear();
    cursor.focus();
  });
  el.addEventListener('status-wanted', async ({ detail }) => {
    if (isBusy) return;
    isBusy = true;
    // The button goes with the selection: the focus moves to "Undo".
    if (await change(selection.ids(), detail.status, { focus: bar.hasFocus() })) selection.clear();
    isBusy = false;
  });
  return () => bar.show(selection.counts());
}

/** The outcomes, or null with a notice on the page. */
async function sendChanges(changes, apply) {
  clearNotice(document.querySelector('#notice'));
  try {
    const outcomes = await changeStatuses(changes);
    apply(outcomes);
    return outcomes;
  } catch (error) {
    apply([]);
    showPageNotice({ tone: 'danger', message: say.notChanged, lines: [messageOf(error)].filter(Boolean) });
    return null;
  }
}

function summaryOf(outcomes, status) {
  const [first] = outcomes.filter(({ outcome }) => outcome !== 'conflict');
  return sentences(outcomes, (done) => (done === 1 ? say.oneChanged(first.id, status) : say.severalChanged(done, status)));
}

/** What `done(number)` says of those that were changed, and how many were left alone. */
function sentences(outcomes, done) {
  const conflicts = outcomes.filter(({ outcome }) => outcome === 'conflict').length;
  const changed = outcomes.length - conflicts;
  return [changed && done(changed), conflicts && say.kept(conflicts)].filter(Boolean).join(' ');
}
