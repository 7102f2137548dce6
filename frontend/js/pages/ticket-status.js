// An administrator's change of a status; it never overwrites somebody else's newer one.

import { changeStatus, getTicket, withLastChange } from '../api/ticket-api.js';
import { showNotice } from '../components/notices.js';
import { relativeTime } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { isStatus, messageOf } from './problems.js';

const say = text.ticket;

/** Resolves to {ticket, etag} as it is afterwards; its status is another one if somebody else was quicker. */
export async function change(known, status) {
  const { id } = known.ticket;
  try {
    return await changeStatus(id, status, known.etag);
  } catch (error) {
    if (!isStatus(error, 412)) throw error;
  }
  const fresh = await getTicket(id);
  // The ETag also changes each hour, with the files' links: if the ticket itself is unchanged, the choice still applies.
  return isSame(fresh.ticket, known.ticket) ? changeStatus(id, status, fresh.etag) : withLastChange(fresh);
}

/** Takes back the last change made here, from `status`, unless the ticket has changed since. Resolves as `change` does. */
export async function takeBack(known, status) {
  const { id } = known.ticket;
  try {
    return await changeStatus(id, status, known.etag, { undo: true });
  } catch (error) {
    if (!isStatus(error, 412)) throw error;
  }
  return withLastChange(await getTicket(id));
}

/** `undo` takes it back; `again` sets `wanted` anyway, now that the reader has seen the other change. */
export function tellOutcome(notice, wanted, ticket, { undo, again }) {
  if (ticket.status === wanted) {
    return showNotice(notice, { tone: 'success', message: say.statusSet(ticket.status), action: { label: text.list.undo, run: undo } });
  }
  const action = { label: say.setAllTheSame(wanted), run: again };
  showNotice(notice, { tone: 'warning', message: newsOf(ticket), lines: [say.notSaved], action });
}

export function tellUndone(notice, wanted, { status }) {
  if (status === wanted) showNotice(notice, { tone: 'success', message: text.list.undone(1) });
  else showNotice(notice, { tone: 'warning', message: text.list.kept(1) });
}

export function newsOf({ status, statusChangedBy, statusChangedAt }) {
  const when = relativeTime(new Date(statusChangedAt ?? Date.now()));
  return statusChangedBy ? say.setBy(statusChangedBy.username, status, when) : say.setBySomebody(status, when);
}

export function tellFailure(notice, error) {
  const message = messageOf(error);
  if (message) showNotice(notice, { tone: 'danger', message: say.notSet, lines: [message] });
}

function isSame(one, other) {
  return one.updatedAt === other.updatedAt && one.status === other.status;
}
