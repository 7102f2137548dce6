// The list. What is searched, filtered and shown is in the URL, so that Back, reload and a sent link restore it.

import { countTickets, followTickets } from '../api/tickets.js';
import { mountArrivals } from '../components/arrivals.js';
import { showFailure } from '../components/failure.js';
import { mountListFilters } from '../components/list-filters.js';
import { showBadQuery, showNoMatch, showNoPage, showNoTickets } from '../components/list-states.js';
import { mountStatusTabs } from '../components/status-tabs.js';
import { mountTicketTable } from '../components/ticket-table.js';
import { keepTimesFresh } from '../lib/dates.js';
import { DEFAULTS, isFiltered, readQuery, writeQuery } from '../lib/list-query.js';
import { wordsOf } from '../lib/marks.js';
import { text } from '../lib/messages.js';
import { herePath } from '../lib/next.js';
import { keepPlace, leavePlace, returnToPlace } from '../lib/place.js';
import { perTab } from '../lib/storage.js';
import { isAdmin } from '../session.js';
import { mountListFrame } from './list-frame.js';
import { followList, newsIn, withNewest } from './list-live.js';
import { mountTools } from './list-tools.js';
import { isStatus, problemOf } from './problem.js';
import { startPage } from './start.js';

const form = document.querySelector('#filters');
const results = document.querySelector('#results');
const place = document.querySelector('#tickets');
const arrivalsPlace = document.querySelector('#arrivals');
const tabsPlace = document.querySelector('#tabs');

let user;
let filters;
let tabs;
let table;
let arrivals;
let frame;
let tools;
let live;
let query;
let shown = null; // {address, page, etag}: what the list was last told
let countsTag = null;
let news = null; // a page that waits for the reader to want it
let isInTypingBurst = false;
let running = new AbortController();

startPage('tickets', main);

function main(signedIn) {
  user = signedIn;
  filters = mountListFilters(form);
  tabs = mountStatusTabs(tabsPlace);
  table = mountTicketTable(place);
  arrivals = mountArrivals(arrivalsPlace);
  frame = mountListFrame({ onPage: toPage, hrefOf: (page) => addressOf({ ...query, page }) });
  tools = mountTools({ place, rows: table.rows, isAdmin: isAdmin(user), statusOf, apply });
  live = followList({ now: () => shown, countsTag: () => countsTag, onPage: takeNews, onCounts: showCounts });
  document.querySelector('#heading').textContent = isAdmin(user) ? text.list.everyone : text.list.own;
  document.querySelector('.filter-requester').hidden = !isAdmin(user);
  keepPlace();
  keepTimesFresh();
  listen();
  restore();
  if (location.hash === '#search') {
    history.replaceState(history.state, '', addressOf(query));
    form.elements.search.focus();
  }
}

function listen() {
  form.addEventListener('query-change', ({ detail }) => go(detail.changes, detail));
  tabsPlace.addEventListener('status-chosen', ({ detail }) => go(detail));
  place.addEventListener('requester-chosen', ({ detail }) => go(detail));
  place.addEventListener('first-page', () => toPage(1));
  place.addEventListener('clear', clear);
  arrivalsPlace.addEventListener('arrivals-wanted', showNews);
  window.addEventListener('popstate', restore);
  // The browser may bring the page back as it was left; the tickets may have changed since.
  window.addEventListener('pageshow', ({ persisted }) => persisted && load());
}

// One step Back leaves a search, however many letters it has.
function go(changes, { isTyping = false } = {}) {
  const before = addressOf(query);
  query = { ...query, page: 1, ...changes };
  const replaces = (isTyping && isInTypingBurst) || addressOf(query) === before;
  isInTypingBurst = isTyping;
  leavePlace();
  history[replaces ? 'replaceState' : 'pushState'](null, '', addressOf(query));
  return arrive();
}

function restore() {
  isInTypingBurst = false;
  query = readQuery(location.search);
  return arrive();
}

async function arrive() {
  const isThere = await load();
  if (isThere) returnToPlace();
  return isThere;
}

async function toPage(page) {
  const isThere = await go({ page });
  // Whoever has gone on to something else meanwhile is left there.
  if (!isThere || !frame.hasReader()) return;
  results.focus({ preventScroll: true });
  results.scrollIntoView({ block: 'start' });
}

async function clear() {
  await go({ ...DEFAULTS, pageSize: query.pageSize });
  form.elements.search.focus();
}

/** Tells whether nothing else was asked for meanwhile. */
async function load() {
  running.abort(); // the last question wins
  running = new AbortController();
  const { signal } = running;
  const address = writeQuery(query);
  filters.show(query);
  tabs.show(query.status, (status) => addressOf({ ...query, page: 1, status }));
  tools.clear();
  setNews(null);
  shown = null;
  results.ariaBusy = 'true';
  if (!place.hasChildNodes()) table.showSkeleton(look(), query.pageSize);
  loadCounts(address, signal);
  try {
    const { answer, etag } = await followTickets(address, { signal });
    if (!signal.aborted) show({ address, page: answer, etag });
  } catch (error) {
    if (!signal.aborted) explain(error);
  }
  if (!signal.aborted) results.ariaBusy = 'false';
  return !signal.aborted;
}

async function loadCounts(address, signal) {
  try {
    const counts = await countTickets(address, { signal });
    if (!signal.aborted) showCounts(counts);
  } catch {
    if (!signal.aborted) tabs.clearCounts(); // the list says what is wrong
  }
}

function showCounts({ answer, etag }) {
  tabs.showCounts(answer);
  countsTag = etag;
}

function show(fresh) {
  shown = fresh;
  const { page } = fresh;
  setNews(null);
  frame.show(page, query);
  perTab.write('ticketing.list', { url: herePath(), ids: page.results.map(({ id }) => id) });
  if (!page.results.length) return showNothing();
  table.show(page.results, look());
  tools.sync();
  offerRequesters(page.results);
}

function offerRequesters(tickets) {
  if (isAdmin(user)) filters.offerRequesters(tickets.map(({ createdBy }) => createdBy.username));
}

function showNothing() {
  if (isFiltered(query)) showNoMatch(place);
  else showNoTickets(place, { isAdmin: isAdmin(user) });
}

// Changed tickets change where they are; those that came or went wait until the reader wants them.
function takeNews(fresh) {
  const { results: before } = shown.page;
  const { results: after } = fresh.answer;
  const said = newsIn(after, before, query);
  shown.etag = fresh.etag;
  if (said && !before.length) return show({ ...shown, page: fresh.answer });
  table.update(after, look());
  tools.sync();
  frame.update(fresh.answer, query);
  shown.page = { ...shown.page, results: withNewest(before, after) };
  setNews(said && fresh.answer, said);
}

function setNews(page, said = '') {
  news = page;
  arrivals.show(said);
}

function showNews() {
  tools.clear();
  show({ ...shown, page: news });
  results.focus({ preventScroll: true });
  results.scrollIntoView({ block: 'nearest' });
}

function statusOf(id) {
  return shown?.page.results.find((ticket) => ticket.id === id)?.status;
}

/** What became of tickets that were changed here. */
function apply(changed) {
  if (!shown) return;
  const tickets = withNewest(shown.page.results, changed.map(({ id, status, updatedAt }) => ({ id, status, updatedAt })));
  // An answer that is under way is older than this.
  shown = { ...shown, page: { ...shown.page, results: tickets } };
  table.redraw(tickets, look());
  tools.sync();
  live.check();
}

function explain(error) {
  frame.clear();
  if (isStatus(error, 404)) return showNoPage(place, query.page);
  if (isStatus(error, 400)) return showBadQuery(place, error.message);
  const problem = problemOf(error);
  if (problem) showFailure(place, problem, load);
}

function look() {
  const time = query.ordering.endsWith('updatedAt') ? 'updatedAt' : 'createdAt';
  return { isAdmin: isAdmin(user), time, words: wordsOf(query.search) };
}

function addressOf(query) {
  return location.pathname + writeQuery(query);
}
