// The list's state, as pure functions: the page that is shown and newer tickets that wait.

import { text } from './messages.js';
import { RESOLVED, SETTABLE, toldOf } from './ticket-fields.js';

/**
 * Asked for, and not here yet. State: {query, page, etag, news: {answer, label} or null, gone, own, left}, `page` as the API answers it.
 * `gone` are the ids of tickets that are shown until the reader wants the news; `own` those of tickets changed here, which are no news;
 * `left` the tickets that left because of it, with their `index`.
 */
export function loading(query) {
  return { query, page: null, etag: null, news: null, gone: new Set(), own: new Set(), left: [] };
}

export function loaded({ query }, { answer, etag }) {
  return { ...loading(query), page: answer, etag };
}

/** Changed tickets change where they are; those that came or went wait in `news` until the reader wants them. */
export function refreshed(state, { answer, etag }) {
  const before = state.page.results;
  const label = newsIn(answer.results, state);
  if (label && !before.length) return loaded(state, { answer, etag });
  const results = label ? withNewest(before, answer.results) : refilled(state, answer.results);
  return { ...state, page: { ...answer, results }, etag, news: label ? { answer, label } : null, gone: new Set(label && goneFrom(before, answer, state.query)) };
}

/** After changes made here by `me`, as the API tells them: what no longer belongs to the list leaves it, and is back where it was when undone. */
export function changed(state, outcomes, me) {
  const { query, page } = state;
  const done = new Set(idsOf(outcomes.filter(({ outcome }) => outcome !== 'conflict')));
  const fits = (ticket) => !done.has(ticket.id) || isFor(query, ticket, me);
  const isBack = (ticket) => done.has(ticket.id) && fits(ticket);
  const known = outcomes.map(toldOf);
  const shown = withNewest(page.results, known);
  const away = withNewest(state.left, known).filter(({ id }) => !idsOf(shown).includes(id));

  const results = shown.filter(fits);
  for (const { index, ...ticket } of away.filter(isBack)) results.splice(index, 0, ticket);
  const leaving = shown.map((ticket, index) => ({ ...ticket, index })).filter((ticket) => !fits(ticket));
  const left = [...away.filter((ticket) => !isBack(ticket)), ...leaving];
  return { ...state, own: new Set([...state.own, ...done]), left, page: { ...page, results: results.slice(0, query.pageSize) } };
}

/** Whether a change of what can be changed from the list has left the ticket in it. */
function isFor(query, ticket, me) {
  const isIn = (values, value) => !values.length || value === undefined || filtersFor(value, me).some((each) => values.includes(each));
  const isWaitedFor = !query.waitingFor.length || ticket.status !== RESOLVED;
  return isWaitedFor && SETTABLE.every((field) => isIn(query[field], ticket[field]));
}

/** The values of a filter that let a field's value through, a person's {id, username} or null among them. */
function filtersFor(value, me) {
  if (value === null) return ['none'];
  return value.id ? [value.username, String(value.id), value.id === me?.id && 'me'] : [value];
}

function idsOf(tickets) {
  return tickets.map(({ id }) => id);
}

/** The same tickets, with newer values for some of them. */
function withNewest(tickets, changes) {
  const newest = new Map(changes.map((each) => [each.id, each]));
  return tickets.map((ticket) => ({ ...ticket, ...newest.get(ticket.id) }));
}

/** The tickets shown, with those that moved up to the page's end, or came back, because of changes made here. */
function refilled({ query, page, own }, fresh) {
  const tickets = withNewest(page.results, fresh);
  const known = new Set(idsOf(tickets));
  fresh.forEach((ticket, index) => {
    if (!known.has(ticket.id)) tickets.splice(own.has(ticket.id) ? index : tickets.length, 0, ticket);
  });
  return tickets.slice(0, query.pageSize);
}

/** The ids of those that are not on the page any more; at its ends they may only have been moved to another one. */
function goneFrom(before, { results, next }, { page }) {
  const ids = idsOf(before);
  const isHere = ids.map((id) => idsOf(results).includes(id));
  return ids.filter((_, index) => !isHere[index] && (page === 1 || isHere.slice(0, index).includes(true)) && (!next || isHere.slice(index).includes(true)));
}

/** What to say of `fresh` tickets in place of those shown; '' if they are the same in the same order, or differ by own changes. */
function newsIn(fresh, { own, page: { results: before }, query: { page, ordering, pageSize } }) {
  const known = new Set([...idsOf(before), ...own]);
  const time = ordering.slice(1);
  const isAtTop = page === 1 && ['-createdAt', '-updatedAt'].includes(ordering);
  const arrived = fresh.filter((ticket) => !known.has(ticket.id) && ticket[time] >= (before[0]?.[time] ?? ''));
  if (isAtTop && arrived.length) return text.list.arrived(arrived.length, arrived.length === pageSize);
  return isOwnDoing(idsOf(before), idsOf(fresh), own) ? '' : text.list.changed;
}

// A change made here moves or removes its own ticket; at either end of the page as many others come or go.
function isOwnDoing(before, fresh, own) {
  const [was, is] = [before, fresh].map((ids) => ids.filter((id) => !own.has(id)));
  const common = was.filter((id) => is.includes(id));
  const displaced = Math.max(was.length, is.length) - common.length;
  return displaced <= own.size && [was, is].every((ids) => `,${ids.join()},`.includes(`,${common.join()},`) || !common.length);
}

/** What a ticket's page needs of the list it is opened from; `first` and `last` are the numbers of the pages that `ids` are of. */
export function keptList(url, { query, page: { results, count, countCapped, next } }) {
  return { url, query, ids: idsOf(results), count, countCapped, first: query.page, last: query.page, more: Boolean(next) };
}
