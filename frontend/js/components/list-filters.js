// Search, filters, ordering and page size of the list, and tabs with their counts: all, what waits for the reader, each status.
// Emits 'query-change' {changes, isTyping} and 'part-missing' on the form; the tabs' links work without it, too.

import { html, render } from '../lib/html.js';
import { isFiltered, NO_FILTERS } from '../lib/list-query.js';
import { countText } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { onChoice } from '../lib/shortcuts.js';
import { sideOf, SIDES, STATUSES } from '../lib/ticket-fields.js';
import { statusClass, statusIcon } from './status.js';

/**
 * The tab of what waits for the other side than the reader's shows when an address names it. `loadNames()` resolves to what the menus
 * and the search box need of the service: {show(query), categoryNames(), namesLike(key, text)}.
 */
export function mountListFilters(form, { isAdmin, loadNames }) {
  const own = sideOf(isAdmin);
  const tabs = form.querySelector('#tabs');
  const emit = (changes, isTyping = false) => form.dispatchEvent(new CustomEvent('query-change', { detail: { changes, isTyping } }));
  render(tabs, html`${tab('', text.list.all)}${SIDES.map((side) => tab(side, text.list.waiting[own][side]))}${STATUSES.map((status) => tab(status, text.status[status]))}`);
  for (const menu of form.querySelectorAll('.for-admins')) menu.hidden = !isAdmin;
  const names = lazily(form, loadNames);
  const search = mountSearch(form, { isAdmin, names, tell: (filters, { isTyping }) => emit(filters, isTyping) });
  followControls(form, emit);
  followTabs(tabs, emit);
  keepInSight(tabs.parentElement);
  let shown;
  const showMenus = async () => (await names())?.show(shown);
  for (const menu of form.querySelectorAll('.filter-menu')) {
    for (const early of ['pointerenter', 'focusin']) menu.addEventListener(early, showMenus);
  }
  return {
    names,
    /** `hrefOf(changes)` is the address of the list with these changes to its query. */
    show(query, hrefOf) {
      shown = query;
      search.show(query);
      if (names.isWanted()) showMenus();
      showChoices(form, query);
      for (const link of tabs.children) showTab(link, query, own, hrefOf);
    },
    showCounts: (answer) => showCounts(tabs, answer),
    clearCounts() {
      for (const place of tabs.querySelectorAll('.tab-count')) place.textContent = '';
    },
  };
}

// What knows the language is loaded when there is something to say in it.
function mountSearch(form, options) {
  const { search } = form.elements;
  let shown = null;
  const box = lazily(form, async () => {
    const { mountQueryBox } = await import('./query-box.js');
    const mounted = await mountQueryBox(search, form.querySelector('.query-problems'), { ...options, names: await options.names() });
    // What was typed meanwhile is newer than the address.
    if (search.value) search.dispatchEvent(new Event('input'));
    else if (shown) mounted.show(shown);
    return mounted;
  });
  search.addEventListener('focus', box);
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || search.ariaExpanded === 'true') return;
    // The keys pressed next are meant for the list; the browser would empty the field.
    event.preventDefault();
    search.blur();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    (await box())?.finish();
  });
  // The reader may have begun before this script was loaded.
  if (document.activeElement === search && search.value) box();
  return {
    async show(query) {
      shown = query;
      if (box.isWanted() || isFiltered(query)) (await box())?.show(shown);
    },
  };
}

/** A function that loads a part at its first use; it resolves to null if the part is missing, and the next use tries again. */
function lazily(form, load) {
  let loading = null;
  const part = () => {
    loading ??= load().catch(() => {
      loading = null;
      form.dispatchEvent(new CustomEvent('part-missing'));
      return null;
    });
    return loading;
  };
  return Object.assign(part, { isWanted: () => loading !== null });
}

function followControls(form, emit) {
  form.addEventListener('change', ({ target }) => {
    if (target.name && target.name !== 'search' && target.localName !== 'select') emit(valueOf(form, target.name));
  });
  // One is outside the form and belongs to it.
  for (const select of form.elements) if (select.localName === 'select') onChoice(select, () => emit(valueOf(form, select.name)));
}

function followTabs(tabs, emit) {
  tabs.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    emit(choiceOf(link));
  });
}

/** A row that is too narrow for all its tabs begins at the one that is shown; whoever scrolls it on is not brought back. */
function keepInSight(row) {
  let known;
  const centre = () => {
    // Views come later, and a view's list may be of all statuses.
    const current = [...row.querySelectorAll('[aria-current]')].at(-1);
    const name = current?.id || current?.dataset.name;
    if (!current || name === known) return;
    known = name;
    const [tab, frame] = [current, row].map((each) => each.getBoundingClientRect());
    // `scrollIntoView` would move the page, too.
    row.scrollBy({ left: (tab.left + tab.right - frame.left - frame.right) / 2 });
  };
  new MutationObserver(centre).observe(row, { subtree: true, childList: true, attributeFilter: ['aria-current'] });
}

function valueOf(form, name) {
  const values = new FormData(form).getAll(name).map((value) => value.trim());
  if (name === 'pageSize') return { pageSize: Number(values[0]) };
  if (name === 'requester') return { requester: values[0].split(/\s*,\s*/).filter(Boolean) };
  return { [name]: Array.isArray(NO_FILTERS[name]) ? values : values[0] ?? '' };
}

function showChoices(form, query) {
  const { ordering, pageSize, unread } = form.elements;
  ordering.value = query.ordering;
  // The address may have a page size that is not among ours.
  if (![...pageSize.options].some(({ value }) => value === String(query.pageSize))) pageSize.add(new Option(query.pageSize));
  pageSize.value = query.pageSize;
  unread.checked = query.unread === 'true';
  for (const menu of form.querySelectorAll('.filter-menu')) menu.classList.toggle('is-set', query[menu.dataset.name].length > 0);
}

function showTab(link, { status, waitingFor }, own, hrefOf) {
  const { name } = link.dataset;
  link.href = hrefOf({ page: 1, ...choiceOf(link) });
  const isCurrent = name ? [...status, ...waitingFor].includes(name) : !status.length && !waitingFor.length;
  if (isCurrent) link.ariaCurrent = 'true';
  else link.removeAttribute('aria-current');
  link.hidden = SIDES.includes(name) && name !== own && !isCurrent;
}

function showCounts(tabs, { counts, waiting, capped }) {
  const numbers = Object.values(counts);
  const isCapped = STATUSES.some((status) => capped.includes(status));
  // If one count is capped, the sum is only known to be at least the largest.
  const all = isCapped ? Math.max(...numbers) : numbers.reduce((sum, number) => sum + number, 0);
  for (const link of tabs.children) {
    const { name } = link.dataset;
    const number = name ? { ...counts, ...waiting }[name] : all;
    link.querySelector('.tab-count').textContent = countText(number, name ? capped.includes(name) : isCapped);
  }
}

/** What a tab changes of the query. */
function choiceOf({ dataset: { name } }) {
  return { status: STATUSES.filter((status) => status === name), waitingFor: SIDES.filter((side) => side === name) };
}

/** `name` is a status, a side, or '' for all. */
function tab(name, label) {
  const isStatus = STATUSES.includes(name);
  return html`
    <a class="tab ${isStatus && statusClass(name)}" href="tickets.html" data-name="${name}">
      ${isStatus && statusIcon(name)}<span>${label}</span> <span class="tab-count"></span>
    </a>`;
}
