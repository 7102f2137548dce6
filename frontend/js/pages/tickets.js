// The list. What is searched, filtered and shown is in the URL, so that Back, reload and a sent link restore it.

import { listTickets } from '../api/tickets.js';
import { showFailure } from '../components/failure.js';
import { mountListFilters } from '../components/list-filters.js';
import { showBadQuery, showNoMatch, showNoPage, showNoTickets } from '../components/list-states.js';
import { showPager } from '../components/pager.js';
import { showSkeleton, showTickets } from '../components/ticket-table.js';
import { DEFAULTS, isFiltered, readQuery, writeQuery } from '../lib/list-query.js';
import { text } from '../lib/messages.js';
import { perTab } from '../lib/storage.js';
import { isAdmin } from '../session.js';
import { isStatus, problemOf } from './problem.js';
import { startPage } from './start.js';

const form = document.querySelector('#filters');
const results = document.querySelector('#results');
const table = document.querySelector('#tickets');
const pager = document.querySelector('#pager');
const count = document.querySelector('#count');

let user;
let filters;
let query;
let isInTypingBurst = false;
let running = new AbortController();

startPage('tickets', main);

function main(signedIn) {
  user = signedIn;
  query = readQuery(location.search);
  filters = mountListFilters(form);
  document.querySelector('#heading').textContent = isAdmin(user) ? text.list.everyone : text.list.own;

  form.addEventListener('query-change', ({ detail }) => go(detail.changes, detail));
  pager.addEventListener('page-chosen', ({ detail }) => toPage(detail.page));
  table.addEventListener('first-page', () => toPage(1));
  table.addEventListener('clear', clear);
  window.addEventListener('popstate', restore);
  // The browser may bring the page back as it was left; the tickets may have changed since.
  window.addEventListener('pageshow', ({ persisted }) => persisted && load());
  load();
}

// One step Back leaves a search, however many letters it has.
function go(changes, { isTyping = false } = {}) {
  query = { ...query, page: 1, ...changes };
  const replaces = isTyping && isInTypingBurst;
  isInTypingBurst = isTyping;
  history[replaces ? 'replaceState' : 'pushState'](null, '', addressOf(query));
  return load();
}

function restore() {
  isInTypingBurst = false;
  query = readQuery(location.search);
  load();
}

async function toPage(page) {
  await go({ page });
  results.focus({ preventScroll: true });
  results.scrollIntoView({ block: 'start' });
}

async function clear() {
  await go({ ...DEFAULTS, pageSize: query.pageSize });
  form.elements.search.focus();
}

async function load() {
  running.abort(); // the last question wins
  running = new AbortController();
  const { signal } = running;
  perTab.write('list', writeQuery(query));
  filters.show(query);
  results.ariaBusy = 'true';
  if (!table.hasChildNodes()) showSkeleton(table, columns());
  try {
    const page = await listTickets(writeQuery(query), signal);
    if (!signal.aborted) show(page);
  } catch (error) {
    if (!signal.aborted) explain(error);
  }
  if (!signal.aborted) results.ariaBusy = 'false';
}

function show(page) {
  count.textContent = text.list.results(page.count, page.countCapped);
  if (!page.results.length) return showNothing();
  showTickets(table, page.results, columns());
  showPager(pager, {
    page: query.page,
    pages: Math.ceil(page.count / query.pageSize),
    hasNext: Boolean(page.next),
    isOpenEnded: Boolean(page.countCapped),
    hrefOf: (number) => addressOf({ ...query, page: number }),
  });
}

function showNothing() {
  pager.replaceChildren();
  if (isFiltered(query)) showNoMatch(table);
  else showNoTickets(table, { isAdmin: isAdmin(user) });
}

function explain(error) {
  count.textContent = '';
  pager.replaceChildren();
  if (isStatus(error, 404)) return showNoPage(table, query.page);
  if (isStatus(error, 400)) return showBadQuery(table, error.message);
  const problem = problemOf(error);
  if (problem) showFailure(table, problem, load);
}

function columns() {
  return { requester: isAdmin(user), time: query.ordering.endsWith('updatedAt') ? 'updatedAt' : 'createdAt' };
}

function addressOf(query) {
  return location.pathname + writeQuery(query);
}
