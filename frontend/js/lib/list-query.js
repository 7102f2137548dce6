// A list's query: what it is narrowed by, its order and page, and how the URL says it.

import { local } from './storage.js';
import { FIELDS } from './ticket-fields.js';

export const PAGE_SIZES = [10, 25, 50, 100];

/** What narrows the list, as long as it does not: lists of values, or texts. Phrases are texts with spaces, days are "2026-11-28". */
export const NO_FILTERS = { search: '', phrase: [], ...Object.fromEntries(Object.entries(FIELDS).flatMap(noneOf)), unread: '' };
export const DEFAULTS = { ...NO_FILTERS, ordering: '-createdAt', page: 1, pageSize: 50 };

function noneOf([field, { kind, name = field }]) {
  return kind === 'days' ? [[`${field}From`, ''], [`${field}To`, '']] : [[name, []]];
}

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
    ...Object.fromEntries(Object.entries(NO_FILTERS).map(([name, none]) => [name, Array.isArray(none) ? listOf(params, name) : plain(params.get(name) ?? '')])),
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

/** The filters alone, as a query has them. */
export function onlyFilters(query) {
  return Object.fromEntries(Object.keys(NO_FILTERS).map((name) => [name, query[name]]));
}

/** Only what narrows the list. */
export function filtersOf(query) {
  return writeQuery({ ...query, ordering: DEFAULTS.ordering, page: 1 }, query.pageSize);
}

/** Only what narrows every tab's count. */
export function countedBy(query) {
  return filtersOf({ ...query, status: [], waitingFor: [] });
}

/** What a view keeps of a query: filters and order, "assignee=me&status=New". */
export function keptInView(query) {
  return writeQuery({ ...query, page: 1 }, query.pageSize).slice(1);
}

/** Whether both queries are of the same tickets in the same order, in whatever order their values are. */
export function isSameList(one, other) {
  const [first, second] = [one, other].map((query) => keptInView(query).split('&').sort().join('&'));
  return first === second;
}

export function isFiltered(query) {
  return filtersOf(query) !== '';
}

function listOf(params, name) {
  return [...new Set(params.getAll(name).map(plain).filter(Boolean))];
}

// A field of one line would drop line breaks.
function plain(value) {
  return value.trim().replace(/\s/g, ' ');
}

function wholeNumber(text, fallback) {
  return /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : fallback;
}
