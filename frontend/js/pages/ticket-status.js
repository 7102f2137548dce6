// An administrator's change of a status, which never overwrites a newer one of somebody else.

import { changeStatus, getTicket } from '../api/ticket.js';
import { showNotice } from '../components/notice.js';
import { relativeTime } from '../lib/dates.js';
import { text } from '../lib/messages.js';
import { isStatus, messageOf } from './problem.js';

const say = text.ticket;

/** Resolves to {ticket, etag} as it is afterwards; that has another status when somebody else was quicker. */
export async function change(known, status) {
  const { id } = known.ticket;
  try {
    return await changeStatus(id, status, known.etag);
  } catch (error) {
    if (!isStatus(error, 412)) throw error;
  }
  const fresh = await getTicket(id);
  // The tag changes with the hour, too, for the files' links: then nobody changed the ticket, and the choice stands.
  return isSame(fresh.ticket, known.ticket) ? changeStatus(id, status, fresh.etag) : fresh;
}

/** `again` sets `wanted` all the same, now that the reader knows of the other change. */
export function tellOutcome(notice, wanted, ticket, again) {
  if (ticket.status === wanted) return showNotice(notice, { tone: 'success', message: say.statusSet(ticket.status) });
  const action = { label: say.setAllTheSame(wanted), run: again };
  showNotice(notice, { tone: 'warning', message: newsOf(ticket), lines: [say.notSaved], action });
}

/** Who set the status, when, and to what. */
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
