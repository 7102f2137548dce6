// Search, filters, ordering and page size of the list. Emits 'query-change' {changes, isTyping}.

import { debounce } from '../lib/timing.js';

const TYPING_PAUSE = 250;

export function mountListFilters(form) {
  const emit = (changes, isTyping = false) => {
    form.dispatchEvent(new CustomEvent('query-change', { detail: { changes, isTyping } }));
  };
  const emitSearch = debounce(() => emit({ search: form.elements.search.value.trim() }, true), TYPING_PAUSE);

  form.elements.search.addEventListener('input', emitSearch);
  form.addEventListener('change', ({ target }) => {
    if (target.name !== 'search') emit(read(form, target.name));
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    emit({ search: form.elements.search.value.trim() });
  });
  return { show: (query) => show(form, query) };
}

function read(form, name) {
  const values = new FormData(form).getAll(name);
  if (name === 'pageSize') return { pageSize: Number(values[0]) };
  return { [name]: name === 'ordering' ? values[0] : values };
}

function show(form, query) {
  const { search, ordering, pageSize } = form.elements;
  // What is being typed right now is newer than the URL.
  if (document.activeElement !== search || search.value.trim() !== query.search) search.value = query.search;
  ordering.value = query.ordering;
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
