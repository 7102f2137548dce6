// The list. What is searched, filtered and shown is in the URL, so that Back, reload and a sent link restore it.

import { listTickets } from '../api/tickets.js';
import { showFailure } from '../components/failure.js';
import { mountListFilters } from '../components/list-filters.js';
import { showPager } from '../components/pager.js';
import { showState } from '../components/state.js';
import { showSkeleton, showTickets } from '../components/ticket-table.js';
import { html } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { DEFAULTS, isFiltered, readQuery, writeQuery } from '../lib/list-query.js';
import { text } from '../lib/messages.js';
import { perTab } from '../lib/storage.js';
import { isAdmin } from '../session.js';
import { isStatus, problemOf } from './problem.js';
import { startPage } from './start.js';

const results = document.querySelector('#results');
const table = document.querySelector('#tickets');
const pager = document.querySelector('#pager');
const count = document.querySelector('#count');
const say = text.list;

startPage('tickets', main);

function main(user) {
  const filters = mountListFilters(document.querySelector('#filters'));
  let query = readQuery(location.search);
  let isInTypingBurst = false;
  let running = new AbortController();

  document.querySelector('#heading').textContent = isAdmin(user) ? say.everyone : say.own;

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

  // One step Back leaves a search, however many letters it has.
  function go(changes, { isTyping = false } = {}) {
    query = { ...query, page: 1, ...changes };
    const replaces = isTyping && isInTypingBurst;
    isInTypingBurst = isTyping;
    history[replaces ? 'replaceState' : 'pushState'](null, '', location.pathname + writeQuery(query));
    return load();
  }

  function columns() {
    return { requester: isAdmin(user), time: query.ordering.endsWith('updatedAt') ? 'updatedAt' : 'createdAt' };
  }

  function show(page) {
    count.textContent = say.results(page.count, page.countCapped);
    if (!page.results.length) return showNothing();
    showTickets(table, page.results, columns());
    showPager(pager, {
      page: query.page,
      pages: Math.ceil(page.count / query.pageSize),
      hasNext: Boolean(page.next),
      isOpenEnded: Boolean(page.countCapped),
      hrefOf: (number) => location.pathname + writeQuery({ ...query, page: number }),
    });
  }

  function showNothing() {
    pager.replaceChildren();
    if (isFiltered(query)) return showClearable(say.noMatch, say.noMatchHint);
    showState(table, {
      iconName: 'inbox',
      title: say.none,
      details: html`<p>${isAdmin(user) ? say.noneHintAdmin : say.noneHint}</p>`,
      actions: html`<a class="button is-primary" href="submit.html">${icon('plus')}${text.masthead.submit}</a>`,
    });
  }

  function showClearable(title, hint) {
    showState(table, {
      iconName: 'search',
      title,
      details: html`<p>${hint}</p>`,
      actions: html`<button type="button" class="button clear">${say.clear}</button>`,
    });
    table.querySelector('.clear').addEventListener('click', clear);
  }

  async function clear() {
    await go({ ...DEFAULTS, pageSize: query.pageSize });
    document.querySelector('#search').focus();
  }

  function explain(error) {
    count.textContent = '';
    pager.replaceChildren();
    if (isStatus(error, 404)) return showNoPage();
    if (isStatus(error, 400)) return showClearable(say.badQuery, error.message);
    const problem = problemOf(error);
    if (problem) showFailure(table, problem);
  }

  function showNoPage() {
    showState(table, {
      iconName: 'search',
      title: say.noPage(query.page),
      details: html`<p>${say.noPageHint}</p>`,
      actions: html`<button type="button" class="button first">${say.firstPage}</button>`,
    });
    table.querySelector('.first').addEventListener('click', () => toPage(1));
  }

  async function toPage(page) {
    await go({ page });
    results.focus({ preventScroll: true });
    results.scrollIntoView({ block: 'start' });
  }

  document.querySelector('#filters').addEventListener('query-change', ({ detail }) => go(detail.changes, detail));
  pager.addEventListener('page-chosen', ({ detail }) => toPage(detail.page));
  table.addEventListener('again', load);
  window.addEventListener('popstate', () => {
    isInTypingBurst = false;
    query = readQuery(location.search);
    load();
  });
  // The browser may bring the page back as it was left; the tickets may have changed since.
  window.addEventListener('pageshow', ({ persisted }) => persisted && load());
  load();
}
