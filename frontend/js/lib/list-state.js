// The list's state: its query in the URL and, as pure functions, the page that is shown and newer tickets that wait.

import { text } from './messages.js';
import { local } from './storage.js';
import { RESOLVED } from './ticket-fields.js';

export const PAGE_SIZES = [10, 25, 50, 100];
export const DEFAULTS = { search: '', category: [], status: [], waitingFor: '', unread: '', requester: '', ordering: '-createdAt', page: 1, pageSize: 50 };

/** The page size of an address that says none: the one chosen last in this browser. */
function usualSize() {
  const size = Number(local.readText('page-size'));
  return PAGE_SIZES.includes(size) ? size : DEFAULTS.pageSize;
}

export function keepPageSize(size) {
  local.writeText('page-size', size);
}

export function readQuery(search, usual = usualSize()) {
  const params = new URLSearchParams(search);
  return {
    search: (params.get('search') ?? '').trim(),
    category: params.getAll('category'),
    status: params.getAll('status'),
    waitingFor: params.get('waitingFor') ?? '',
    unread: params.get('unread') ?? '',
    requester: (params.get('requester') ?? '').trim(),
    ordering: params.get('ordering') || DEFAULTS.ordering,
    page: wholeNumber(params.get('page'), DEFAULTS.page),
    pageSize: wholeNumber(params.get('pageSize'), usual),
  };
}

/** "?status=New": defaults are left out, so that the plain list has a plain address; never the size that a page's number counts in. */
export function writeQuery(query, usual = usualSize()) {
  const params = new URLSearchParams();
  const omitted = { ...DEFAULTS, pageSize: query.page > 1 ? null : usual };
  for (const [name, fallback] of Object.entries(omitted)) {
    if (Array.isArray(fallback)) query[name].forEach((value) => params.append(name, value));
    else if (query[name] !== fallback) params.set(name, query[name]);
  }
  return params.size ? `?${params}` : '';
}

/** A query as the service is asked it: its own page size is another one. */
export function askFor(query) {
  return writeQuery(query, null);
}

/** Only what narrows the list. */
export function filtersOf(query) {
  return writeQuery({ ...query, ordering: DEFAULTS.ordering, page: 1 }, query.pageSize);
}

/** Only what narrows every tab's count. */
export function countedBy(query) {
  return filtersOf({ ...query, status: [], waitingFor: '' });
}

export function isFiltered(query) {
  return filtersOf(query) !== '';
}

function wholeNumber(text, fallback) {
  return /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : fallback;
}

/**
 * Asked for, and not here yet. State: {query, page, etag, news: {answer, label} or null, own, left}, `page` as the API answers it.
 * `own` are the ids of tickets changed here, which are no news; `left` the tickets that left because of it, with their `index`.
 */
export function loading(query) {
  return { query, page: null, etag: null, news: null, own: new Set(), left: [] };
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
  return { ...state, page: { ...answer, results }, etag, news: label ? { answer, label } : null };
}

/** After changes made here, as the API tells them: what no longer belongs to the list leaves it, and is back where it was when undone. */
export function changed(state, outcomes) {
  const { query, page } = state;
  const done = new Set(idsOf(outcomes.filter(({ outcome }) => outcome !== 'conflict')));
  const isOfTab = (status) => (!query.status.length || query.status.includes(status)) && !(query.waitingFor && status === RESOLVED);
  const fits = ({ id, status }) => !done.has(id) || isOfTab(status);
  const isBack = (ticket) => done.has(ticket.id) && fits(ticket);
  const known = outcomes.map(({ id, status, updatedAt }) => ({ id, status, updatedAt }));
  const shown = withNewest(page.results, known);
  const away = withNewest(state.left, known).filter(({ id }) => !idsOf(shown).includes(id));

  const results = shown.filter(fits);
  for (const { index, ...ticket } of away.filter(isBack)) results.splice(index, 0, ticket);
  const leaving = shown.map((ticket, index) => ({ ...ticket, index })).filter((ticket) => !fits(ticket));
  const left = [...away.filter((ticket) => !isBack(ticket)), ...leaving];
  return { ...state, own: new Set([...state.own, ...done]), left, page: { ...page, results: results.slice(0, query.pageSize) } };
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

/** What to say of `fresh` tickets in place of those shown; '' if they are the same in the same order, or differ by own changes. */
function newsIn(fresh, { own, page: { results: before }, query: { page, ordering, pageSize } }) {
  const known = new Set([...idsOf(before), ...own]);
  const time = ordering.slice(1);
  const isAtTop = page === 1 && ordering.startsWith('-');
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
