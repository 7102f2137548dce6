// The list. What is searched, filtered and shown is in the URL, so that Back, reload and a sent link restore it.

import { countTickets, followTickets, onChangesElsewhere } from '../api/ticket-api.js';
import { mountListFilters } from '../components/list-filters.js';
import { mountListFrame } from '../components/list-frame.js';
import { mountRowCursor, mountSelection } from '../components/selection.js';
import { showBadQuery, showFailure, showNoMatch, showNoPage, showNoTickets } from '../components/states.js';
import { lookOf, mountTicketTable } from '../components/ticket-table.js';
import { herePath } from '../lib/links.js';
import { askFor, countedBy, DEFAULTS, filtersOf, isFiltered, keepPageSize, readQuery, writeQuery } from '../lib/list-query.js';
import { changed, keptList, loaded, loading, refreshed } from '../lib/list-state.js';
import { keepTimesFresh } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { keepPosition, leavePosition, restorePosition } from '../lib/scroll-restoration.js';
import { keysWait } from '../lib/shortcuts.js';
import { perTab } from '../lib/storage.js';
import { fieldsOf } from '../lib/ticket-fields.js';
import { whileVisible, withoutOverlap } from '../lib/timing.js';
import { isAdmin } from '../session.js';
import { inBackground, isStatus, problemOf, tellMissingPart, translated } from './problems.js';
import { startPage } from './start.js';

const CHECK_EVERY = 10_000;

const main = document.querySelector('main');
const form = document.querySelector('#filters');
const results = document.querySelector('#results');
const place = document.querySelector('#tickets');
const say = text.list;

const table = mountTicketTable(place);
const frame = mountListFrame(main, (page) => addressOf({ page }));
const cursor = mountRowCursor(table.rows);
const checkSoon = withoutOverlap(inBackground(check));
const seen = new Map(); // the tickets shown so far, which may be selected on another page

let me, forAdmin, filters, views; // once it is known who reads; views once they are loaded
let selection; // of administrators
let tools; // the promise of what changes tickets
let state; // as in lib/list-state.js
let countsEtag = null;
let isInTypingBurst = false;
let running = new AbortController();

startPage('tickets', (user) => {
  me = user;
  forAdmin = isAdmin(user);
  filters = mountListFilters(form, { isAdmin: forAdmin, loadNames: async () => (await import('./list-names.js')).mountListNames(form, { forAdmin }) });
  document.querySelector('#heading').textContent = forAdmin ? say.everyone : say.own;
  if (forAdmin) mountAdminTools();
  keepPosition();
  keepTimesFresh();
  listen();
  restore();
  addViews().catch(tellMissingPart);
  whileVisible(checkSoon, CHECK_EVERY);
  if (location.hash !== '#search') return;
  history.replaceState(history.state, '', addressOf());
  form.elements.search.focus();
});

async function addViews() {
  const { mountViews } = await import('./list-views.js');
  views = mountViews(form.querySelector('#views'), { forAdmin, go });
  views.show(state.query);
}

function listen() {
  form.addEventListener('query-change', ({ detail }) => choose(detail));
  form.addEventListener('part-missing', tellMissingPart);
  place.addEventListener('requester-chosen', ({ detail }) => go({ requester: [detail.requester] }));
  place.addEventListener('first-page', () => toPage(1));
  place.addEventListener('clear', clear);
  main.addEventListener('page-chosen', ({ detail }) => toPage(detail.page));
  main.addEventListener('arrivals-wanted', showNews);
  main.querySelector('#export > button').addEventListener('click', () => import('./list-export.js').then(({ exportList }) => exportList(askFor(state.query)), tellMissingPart));
  onChangesElsewhere(apply);
  window.addEventListener('popstate', restore);
  // The browser may show the page from its cache; the tickets may have changed since.
  window.addEventListener('pageshow', ({ persisted }) => persisted && load(state.query));
}

async function choose({ changes, isTyping }) {
  if (changes.pageSize) keepPageSize(changes.pageSize);
  const names = !isTyping && fieldsOf('people').some((name) => changes[name]?.length) && (await filters.names());
  return go(names ? await names.withWholeNames(changes) : changes, { isTyping });
}

// One history entry for a search, however many letters it has.
function go(changes, { isTyping = false } = {}) {
  const before = addressOf();
  const after = addressOf({ page: 1, ...changes });
  const replaces = (isTyping && isInTypingBurst) || after === before;
  isInTypingBurst = isTyping;
  leavePosition();
  history[replaces ? 'replaceState' : 'pushState'](null, '', after);
  return arrive({ ...state.query, page: 1, ...changes });
}

function restore() {
  isInTypingBurst = false;
  return arrive(readQuery(location.search));
}

async function arrive(query) {
  const isCurrent = await load(query);
  if (isCurrent) restorePosition();
  return isCurrent;
}

async function toPage(page) {
  // A reader who has gone elsewhere meanwhile keeps the focus there.
  if ((await go({ page })) && frame.hasReader()) focusResults('start');
}

async function clear() {
  await go({ ...DEFAULTS, pageSize: state.query.pageSize });
  form.elements.search.focus();
}

/** Resolves to whether this is still what is wanted: the last request wins. */
async function load(query) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  if (state && filtersOf(query) !== filtersOf(state.query) && selection?.clear()) withTools('selection-lost');
  state = loading(query);
  renderLoading();
  loadCounts(signal);
  try {
    const answer = await followTickets(askFor(query), { signal });
    if (!signal.aborted) showAll(loaded(state, answer));
  } catch (error) {
    if (!signal.aborted) explain(error);
  }
  if (!signal.aborted) results.ariaBusy = 'false';
  return !signal.aborted;
}

async function loadCounts(signal) {
  const counts = await countTickets(countedBy(state.query), { signal }).catch(() => null); // the list says what is wrong
  if (signal.aborted) return;
  if (counts) showCounts(counts);
  else filters.clearCounts();
}

function showCounts({ answer, etag }) {
  filters.showCounts(answer);
  frame.showUnread(answer);
  countsEtag = etag;
}

// While somebody reads, new and changed tickets are asked for.
async function check() {
  const { page, query, etag } = state;
  if (!page) return false;
  const [tickets, counts] = await Promise.all([
    followTickets(askFor(query), { knownEtag: etag }),
    countTickets(countedBy(query), { knownEtag: countsEtag }),
    views?.refresh(),
  ]);
  if (state.page !== page) return true; // changed or left meanwhile
  if (counts) showCounts(counts);
  if (tickets) showNewer(tickets);
  return true;
}

function showNewer(tickets) {
  const next = refreshed(state, tickets);
  if (!state.page.results.length) return showAll(next);
  state = next;
  redraw({ isNews: true });
  frame.show(state.page, state.query, { label: state.news?.label, isQuiet: true });
}

function showNews() {
  showAll(loaded(state, { answer: state.news.answer, etag: state.etag }));
  focusResults('nearest');
}

/** What became of tickets that were changed here; an answer that is under way is older. */
function apply(outcomes) {
  if (!state.page) return;
  state = changed(state, outcomes, me);
  if (!state.page.results.length && state.query.page > 1) return go({ page: state.query.page - 1 });
  redraw();
  if (document.visibilityState === 'visible') checkSoon();
}

function redraw(options) {
  if (table.update(state.page.results, lookOf(state, forAdmin), options) && !cursor.focus()) focusResults('nearest');
  selection?.sync();
  remember();
}

function remember() {
  perTab.write('ticketing.list', keptList(herePath(), state));
  for (const ticket of state.page.results) seen.set(ticket.id, ticket);
}

function renderLoading() {
  filters.show(state.query, addressOf);
  views?.show(state.query);
  frame.hideArrivals();
  results.ariaBusy = 'true';
  if (!place.hasChildNodes()) table.showSkeleton(lookOf(state, forAdmin), state.query.pageSize);
}

function showAll(next) {
  state = next;
  const tickets = state.page.results;
  frame.show(state.page, state.query);
  remember();
  if (!tickets.length) return showNothing();
  table.show(tickets, lookOf(state, forAdmin));
  selection?.sync();
}

function showNothing() {
  if (isFiltered(state.query)) showNoMatch(place);
  else showNoTickets(place, { isAdmin: forAdmin });
}

function explain(error) {
  frame.clear();
  if (isStatus(error, 404)) return showNoPage(place, state.query.page);
  if (isStatus(error, 400)) {
    const { search = [], requester = [] } = error.errors; // what people type there may be too long
    return showBadQuery(place, [...search, ...requester].map(translated).join(' ') || error.message);
  }
  const problem = problemOf(error);
  if (problem) showFailure(place, problem, () => load(state.query));
}

function focusResults(block) {
  results.focus({ preventScroll: true });
  results.scrollIntoView({ block });
}

function addressOf(changes = {}) {
  return location.pathname + writeQuery({ ...state.query, ...changes });
}

function mountAdminTools() {
  selection = mountSelection(place, cursor);
  for (const name of ['selection-change', 'status-chosen', 'field-wanted']) place.addEventListener(name, ({ detail }) => withTools(name, detail));
  // The first key waits for what it may mean.
  window.addEventListener('keydown', loadTools, { capture: true, once: true });
}

// What changes tickets is loaded when somebody begins to do something.
function loadTools() {
  const list = { selection, cursor, me, seen, state: () => state, apply };
  tools ??= keysWait(import('./list-tools.js')).then(({ mountListTools }) => mountListTools(list), tellMissingPart);
  return tools;
}

async function withTools(name, detail) {
  const act = await loadTools();
  if (act) act(name, detail);
  else apply([]); // no row shows a choice that was not carried out
}
