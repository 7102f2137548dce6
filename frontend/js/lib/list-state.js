// The list's state, as pure functions: its query in the URL, the page that is shown, and newer tickets that wait.

import { text } from './messages.js';

export const DEFAULTS = { search: '', category: [], status: [], requester: '', ordering: '-createdAt', page: 1, pageSize: 10 };

export function readQuery(search) {
  const params = new URLSearchParams(search);
  return {
    search: (params.get('search') ?? '').trim(),
    category: params.getAll('category'),
    status: params.getAll('status'),
    requester: (params.get('requester') ?? '').trim(),
    ordering: params.get('ordering') || DEFAULTS.ordering,
    page: wholeNumber(params.get('page'), DEFAULTS.page),
    pageSize: wholeNumber(params.get('pageSize'), DEFAULTS.pageSize),
  };
}

/** "?status=New&page=2": defaults are left out, so that the plain list has a plain address. */
export function writeQuery(query) {
  const params = new URLSearchParams();
  for (const [name, fallback] of Object.entries(DEFAULTS)) {
    if (Array.isArray(fallback)) query[name].forEach((value) => params.append(name, value));
    else if (query[name] !== fallback) params.set(name, query[name]);
  }
  return params.size ? `?${params}` : '';
}

export function isFiltered(query) {
  return Boolean(query.search || query.category.length || query.status.length || query.requester);
}

function wholeNumber(text, fallback) {
  return /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : fallback;
}

/** Asked for, and not here yet. State: {query, page, etag, news: {answer, label} or null}, `page` as the API answers it. */
export function loading(query) {
  return { query, page: null, etag: null, news: null };
}

export function loaded(state, { answer, etag }) {
  return { ...state, page: answer, etag, news: null };
}

/** Changed tickets change where they are; those that came or went wait in `news` until the reader wants them. */
export function refreshed(state, { answer, etag }) {
  const before = state.page.results;
  const label = newsIn(answer.results, before, state.query);
  if (label && !before.length) return loaded(state, { answer, etag });
  const page = { ...answer, results: withNewest(before, answer.results) };
  return { ...state, page, etag, news: label ? { answer, label } : null };
}

/** After changes made here: `results` as the API tells them. */
export function changed(state, results) {
  const known = results.map(({ id, status, updatedAt }) => ({ id, status, updatedAt }));
  return { ...state, page: { ...state.page, results: withNewest(state.page.results, known) } };
}

/** The same tickets, with newer values for some of them. */
function withNewest(tickets, changes) {
  const newest = new Map(changes.map((each) => [each.id, each]));
  return tickets.map((ticket) => ({ ...ticket, ...newest.get(ticket.id) }));
}

/** What to say of `fresh` tickets in place of those shown; '' when they are the same ones in the same order. */
function newsIn(fresh, before, { page, ordering, pageSize }) {
  if (fresh.length === before.length && fresh.every(({ id }, index) => id === before[index].id)) return '';
  const known = new Set(before.map(({ id }) => id));
  const time = ordering.slice(1);
  const isAtTop = page === 1 && ordering.startsWith('-');
  const arrived = fresh.filter((ticket) => !known.has(ticket.id) && ticket[time] >= (before[0]?.[time] ?? ''));
  if (!isAtTop || !arrived.length) return text.list.changed;
  return text.list.arrived(arrived.length, arrived.length === pageSize);
}

/** A ticket's neighbours in the list last shown ({ids}), undefined at its ends; null when the ticket isn't in it. */
export function neighboursIn(list, id) {
  const ids = list?.ids?.map(String) ?? [];
  const index = ids.indexOf(String(id));
  if (index < 0 || ids.length < 2) return null;
  return { previous: ids[index - 1], next: ids[index + 1], index, count: ids.length };
}
