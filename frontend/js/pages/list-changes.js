// Administrators change tickets in the list, one or several, and can take that back for ten seconds.

import { changeStatuses } from '../api/tickets.js';
import { clearNotice, showNotice } from '../components/notice.js';
import { text } from '../lib/messages.js';
import { messageOf } from './problem.js';

const say = text.list;
const notice = document.querySelector('#notice');

/** `apply(results)` shows what became of tickets; `statusOf(id)` is what is shown; `land()` is where the focus goes when a button is gone. */
export function mountChanges({ toast, apply, statusOf, land }) {
  /** Tells whether it could be done. `focus`: the button that was pressed is about to disappear. */
  async function change(ids, status, { focus = false } = {}) {
    const changes = ids.map((id) => ({ id, status, ifStatus: statusOf(id) }));
    const results = await send(changes);
    if (!results) return false;
    const changed = results.filter(({ outcome }) => outcome === 'changed');
    const action = changed.length > 0 && { label: say.undo, run: () => undo(changed) };
    toast.show({ message: sentence(results, status), action, focus, onLeave: land });
    return true;
  }

  async function undo(changed) {
    const changes = changed.map(({ id, previousStatus, etag }) => ({ id, status: previousStatus, ifMatch: etag }));
    const results = await send(changes);
    land();
    if (!results) return;
    const kept = results.filter(({ outcome }) => outcome === 'conflict').length;
    const back = results.length - kept;
    toast.show({ message: [back && say.undone(back), kept && say.kept(kept)].filter(Boolean).join(' ') });
  }

  async function send(changes) {
    clearNotice(notice);
    try {
      const results = await changeStatuses(changes);
      apply(results);
      return results;
    } catch (error) {
      apply([]);
      showNotice(notice, { tone: 'danger', message: say.notChanged, lines: [messageOf(error)].filter(Boolean) });
      notice.scrollIntoView({ block: 'nearest' });
      return null;
    }
  }

  return { change };
}

function sentence(results, status) {
  const done = results.filter(({ outcome }) => outcome !== 'conflict');
  const conflicts = results.length - done.length;
  const [only] = done;
  const said = done.length === 1 ? say.oneChanged(only.id, status) : done.length > 1 && say.severalChanged(done.length, status);
  return [said, conflicts && say.kept(conflicts)].filter(Boolean).join(' ');
}
