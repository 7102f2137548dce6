// Search, filters, ordering and page size of the list. Emits 'query-change' {changes, isTyping}.

import { html, render } from '../lib/html.js';
import { debounce } from '../lib/timing.js';

const TYPING_PAUSE = 250;

export function mountListFilters(form) {
  const { search, requester } = form.elements;
  let isTyping = false;

  const emit = (changes, typed = false) => {
    form.dispatchEvent(new CustomEvent('query-change', { detail: { changes, isTyping: typed } }));
  };
  const emitTyped = debounce(() => {
    // Nothing is left to say when Enter said it first.
    if (isTyping) emit(takeSearch(), true);
  }, TYPING_PAUSE);

  function takeSearch() {
    isTyping = false;
    return { search: search.value.trim() };
  }

  function onTyping() {
    isTyping = true;
    emitTyped();
  }

  search.addEventListener('input', onTyping);
  // Some of the controls stand outside the form, and belong to it.
  for (const control of form.elements) {
    if (control !== search && control.name) control.addEventListener('change', () => emit(read(form, control.name)));
  }
  // The cross that empties the field.
  requester.addEventListener('search', () => requester.value || emit({ requester: '' }));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    emit({ ...takeSearch(), ...read(form, 'requester') });
  });
  // Somebody may have been quicker than this script.
  if (document.activeElement === search && search.value) onTyping();

  return {
    show(query) {
      // What is being typed right now is newer than the URL.
      if (!isTyping) search.value = query.search;
      showChoices(form, query);
    },
    offerRequesters: requestersIn(form.querySelector('datalist')),
  };
}

/** A function that offers more names, besides those offered before. */
function requestersIn(datalist) {
  const names = new Set();
  return (more) => {
    more.forEach((name) => names.add(name));
    render(datalist, html`${[...names].map((name) => html`<option value="${name}"></option>`)}`);
  };
}

function read(form, name) {
  const values = new FormData(form).getAll(name).map((value) => value.trim());
  if (name === 'pageSize') return { pageSize: Number(values[0]) };
  return { [name]: name === 'category' ? values : values[0] };
}

function showChoices(form, query) {
  const { ordering, pageSize, requester } = form.elements;
  ordering.value = query.ordering;
  requester.value = query.requester;
  offerPageSize(pageSize, query.pageSize);
  for (const box of form.querySelectorAll('input[type=checkbox]')) {
    box.checked = query[box.name].includes(box.value);
  }
}

// A size somebody wrote into the address is as good as ours.
function offerPageSize(select, size) {
  if (![...select.options].some((option) => option.value === String(size))) select.add(new Option(size));
  select.value = size;
}
