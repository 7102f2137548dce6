// The list of tickets: a table on a desk, cards on a phone (the same table, styled).
// Emits 'status-chosen' {id, status} and 'requester-chosen' {requester}.

import { html, render } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { selectorOf } from '../lib/scroll-restoration.js';
import { statusClass } from './status.js';
import { cell, columns, rowOf, signatureOf } from './ticket-row.js';

const MOST_BONES = 10;
const SETTLING = 400;

/** `look` as in a row. */
export function mountTicketTable(el) {
  const rows = () => [...el.querySelectorAll('tr[data-id]')];
  listen(el);
  return {
    rows,
    show(tickets, look) {
      keepFocus(el, () => {
        render(el, table(look));
        el.querySelector('tbody').append(...tickets.map((ticket) => rowOf(ticket, look)));
      });
    },
    /** Draws changed rows again and highlights them; no row moves. */
    update(tickets, look) {
      // A choice that is being made is left alone.
      const isAtRest = ({ id }) => !el.querySelector(`tr[data-id="${id}"] select:focus`);
      for (const row of rows()) row.classList.remove('is-fresh');
      for (const ticket of tickets.filter(isAtRest)) replaceRow(el, ticket, look)?.classList.add('is-fresh');
    },
    /** Draws changed rows again after a change made here. */
    redraw(tickets, look) {
      for (const ticket of tickets) replaceRow(el, ticket, look);
    },
    showSkeleton(look, number) {
      const bones = html`<tr class="skeleton" role="row">${columns(look).map((name) => cell(name, html`<span class="bone"></span>`))}</tr>`;
      render(el, html`<div aria-hidden="true" inert>${table(look, Array(Math.min(number, MOST_BONES)).fill(bones))}</div>`);
    },
  };
}

/** The new row, or null if it is missing or would look the same. */
function replaceRow(el, ticket, look) {
  const row = el.querySelector(`tr[data-id="${ticket.id}"]`);
  const choice = row?.querySelector('select')?.value ?? ticket.status;
  if (!row || (row.signature === signatureOf(ticket, look) && choice === ticket.status)) return null;
  const fresh = rowOf(ticket, look);
  fresh.className = row.className;
  keepFocus(el, () => row.replaceWith(fresh));
  return fresh;
}

function keepFocus(el, draw) {
  const selector = el.contains(document.activeElement) && selectorOf(document.activeElement);
  draw();
  if (selector) el.querySelector(selector)?.focus({ preventScroll: true });
}

function table(look, rows) {
  return html`
    <table class="tickets" role="table">
      <thead role="rowgroup"><tr role="row">${columns(look).map(heading)}</tr></thead>
      <tbody role="rowgroup">${rows}</tbody>
    </table>`;
}

function heading(name) {
  const content = name === 'select'
    ? html`<label class="pick"><input type="checkbox" id="select-all" aria-label="${text.list.selectAll}"></label>`
    : text.list.columns[name];
  return html`<th role="columnheader" scope="col" class="cell-${name}">${content}</th>`;
}

function listen(el) {
  const emit = (name, detail) => el.dispatchEvent(new CustomEvent(name, { detail }));
  listenToChoices(el, emit);
  el.addEventListener('click', (event) => {
    const { target } = event;
    const person = target.closest('[data-part=requester]');
    if (person && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      emit('requester-chosen', { requester: person.textContent });
    }
    // The title's link covers its row; times lie above it, to show the exact one on hover, and pass a click on.
    if (target.closest('time')) target.closest('tr').querySelector('.ticket-link').click();
  });
}

// On some systems the arrow keys choose every status on the way: only the one that is stayed at is meant.
function listenToChoices(el, emit) {
  let waiting = null;
  let timer;
  const settle = () => {
    clearTimeout(timer);
    if (waiting) emit('status-chosen', waiting);
    waiting = null;
  };
  el.addEventListener('change', ({ target }) => {
    if (target.dataset.part !== 'status') return;
    waiting = { id: Number(target.closest('tr').dataset.id), status: target.value };
    target.parentElement.className = `status status-pick ${statusClass(target.value)}`;
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLING);
  });
  el.addEventListener('focusout', settle);
}
