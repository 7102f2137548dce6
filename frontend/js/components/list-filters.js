// Search, filters, ordering and page size of the list, and tabs with their counts: all, what waits for the reader, each status.
// Emits 'query-change' {changes, isTyping} and 'requester-typed' {text} on the form; the tabs' links work without them, too.

import { fragment, html, render } from '../lib/html.js';
import { countText } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { onChoice } from '../lib/shortcuts.js';
import { CATEGORIES, sideOf, SIDES, STATUSES } from '../lib/ticket-fields.js';
import { debounce } from '../lib/timing.js';
import { statusClass, statusIcon } from './status.js';

const TYPING_PAUSE = 250;

/** The tab of what waits for the other side than the reader's shows when an address names it. */
export function mountListFilters(form, isAdmin) {
  const own = sideOf(isAdmin);
  const tabs = form.querySelector('.tabs');
  const emit = (changes, isTyping = false) => form.dispatchEvent(new CustomEvent('query-change', { detail: { changes, isTyping } }));
  render(tabs, html`${tab('', text.list.all)}${SIDES.map((side) => tab(side, text.list.waiting[own][side]))}${STATUSES.map((status) => tab(status, text.status[status]))}`);
  form.querySelector('.chips').append(...CATEGORIES.map(chip));
  form.querySelector('.filter-requester').hidden = !isAdmin;
  const search = followSearch(form, emit);
  followControls(form, emit);
  followRequester(form, emit);
  followTabs(tabs, emit);
  return {
    /** `hrefOf(changes)` is the address of the list with these changes to its query. */
    show(query, hrefOf) {
      // What is being typed right now is newer than the URL.
      if (!search.isTyping()) form.elements.search.value = query.search;
      showChoices(form, query);
      for (const link of tabs.children) showTab(link, query, own, hrefOf);
    },
    showCounts: (answer) => showCounts(tabs, answer),
    clearCounts() {
      for (const place of tabs.querySelectorAll('.tab-count')) place.textContent = '';
    },
    offerRequesters: requestersIn(form.querySelector('datalist')),
  };
}

function followSearch(form, emit) {
  const { search } = form.elements;
  let isTyping = false;
  const read = () => {
    isTyping = false;
    return { search: search.value.trim() };
  };
  // Enter may have sent it already.
  const emitSoon = debounce(() => isTyping && emit(read(), true), TYPING_PAUSE);
  const onTyping = () => {
    isTyping = true;
    emitSoon();
  };
  search.addEventListener('input', onTyping);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    emit({ ...read(), ...valueOf(form, 'requester') });
  });
  // The reader may have typed before this script was loaded.
  if (document.activeElement === search && search.value) onTyping();
  return { isTyping: () => isTyping };
}

function followControls(form, emit) {
  const { search } = form.elements;
  // Some controls are outside the form and belong to it.
  for (const control of form.elements) {
    const tell = () => emit(valueOf(form, control.name));
    if (control.localName === 'select') onChoice(control, tell);
    else if (control !== search && control.name) control.addEventListener('change', tell);
  }
}

function followRequester(form, emit) {
  const { requester } = form.elements;
  const tell = debounce((text) => form.dispatchEvent(new CustomEvent('requester-typed', { detail: { text } })), TYPING_PAUSE);
  requester.addEventListener('input', () => requester.value.trim() && tell(requester.value.trim()));
  // The cross that empties the field.
  requester.addEventListener('search', () => requester.value || emit({ requester: '' }));
}

function followTabs(tabs, emit) {
  tabs.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    emit(choiceOf(link));
  });
}

/** A function that offers more names besides those offered before. */
function requestersIn(datalist) {
  const names = new Set();
  return (more) => {
    more.forEach((name) => names.add(name));
    render(datalist, html`${[...names].map((name) => html`<option value="${name}"></option>`)}`);
  };
}

function valueOf(form, name) {
  const values = new FormData(form).getAll(name).map((value) => value.trim());
  if (name === 'pageSize') return { pageSize: Number(values[0]) };
  return { [name]: name === 'category' ? values : values[0] ?? '' };
}

function showChoices(form, query) {
  const { ordering, pageSize, requester } = form.elements;
  ordering.value = query.ordering;
  requester.value = query.requester;
  // The address may have a page size that is not among ours.
  if (![...pageSize.options].some(({ value }) => value === String(query.pageSize))) pageSize.add(new Option(query.pageSize));
  pageSize.value = query.pageSize;
  for (const box of form.querySelectorAll('[name=category]')) box.checked = query.category.includes(box.value);
  form.elements.unread.checked = query.unread === 'true';
}

function showTab(link, { status, waitingFor }, own, hrefOf) {
  const { name } = link.dataset;
  link.href = hrefOf({ page: 1, ...choiceOf(link) });
  const isCurrent = name ? [...status, waitingFor].includes(name) : !status.length && !waitingFor;
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
  return { status: STATUSES.filter((status) => status === name), waitingFor: SIDES.includes(name) ? name : '' };
}

/** `name` is a status, a side, or '' for all. */
function tab(name, label) {
  const isStatus = STATUSES.includes(name);
  return html`
    <a class="tab ${isStatus && statusClass(name)}" href="tickets.html" data-name="${name}">
      ${isStatus && statusIcon(name)}<span>${label}</span> <span class="tab-count"></span>
    </a>`;
}

function chip(category) {
  return fragment(html`<label class="chip"><input type="checkbox" name="category" value="${category}"><span>${text.category[category]}</span></label>`);
}
