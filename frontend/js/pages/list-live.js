// New and changed tickets arrive by themselves while the list is looked at.

import { countTickets, followTickets } from '../api/tickets.js';
import { text } from '../lib/messages.js';
import { whileVisible } from '../lib/timing.js';

const CHECK_EVERY = 10_000;

/**
 * `now()` is what is shown, {address, etag}, or null; `countsTag()` names the counts that are. `onPage` and `onCounts` are
 * given what is newer, unless something else is shown by then.
 */
export function followList({ now, countsTag, onPage, onCounts }) {
  let asking = null;
  let isAskedAgain = false;

  // Coming back to a window says so twice; and what was changed here is asked for once more when an answer is under way.
  async function check() {
    isAskedAgain = Boolean(asking);
    if (asking || !now()) return;
    asking = now();
    await ask(asking);
    asking = null;
    if (isAskedAgain && document.visibilityState === 'visible') check();
  }

  async function ask(before) {
    const { address } = before;
    try {
      const [fresh, counts] = await Promise.all([
        followTickets(address, { knownEtag: before.etag }),
        countTickets(address, { knownEtag: countsTag() }),
      ]);
      if (now() !== before) return;
      if (counts) onCounts(counts);
      if (fresh) onPage(fresh);
    } catch {
      // What is shown stays, and the next check may be luckier.
    }
  }

  whileVisible(check, CHECK_EVERY);
  return { check };
}

/** The same tickets, with what is known of some of them since. */
export function withNewest(tickets, changed) {
  const newest = new Map(changed.map((each) => [each.id, each]));
  return tickets.map((ticket) => ({ ...ticket, ...newest.get(ticket.id) }));
}

/** What to say of `fresh` tickets instead of those that are shown; '' when they are the same ones in the same order. */
export function newsIn(fresh, before, { page, ordering, pageSize }) {
  if (fresh.length === before.length && fresh.every(({ id }, index) => id === before[index].id)) return '';
  const known = new Set(before.map(({ id }) => id));
  const time = ordering.slice(1);
  const isAtTop = page === 1 && ordering.startsWith('-');
  const arrived = fresh.filter((ticket) => !known.has(ticket.id) && ticket[time] >= (before[0]?.[time] ?? ''));
  if (!isAtTop || !arrived.length) return text.list.changed;
  return text.list.arrived(arrived.length, arrived.length === pageSize);
}
