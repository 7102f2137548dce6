// The list of tickets: a table on a desk, cards on a phone (the same table, styled).

import { timeTag } from '../lib/dates.js';
import { html, render } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { statusBadge } from './status.js';

const SKELETON_ROWS = 6;

// display: grid takes a table's meaning away in some browsers; the roles bring it back.
const cell = (name, content) => html`<td role="cell" class="cell-${name}" data-label="${text.list.columns[name]}">${content}</td>`;

/** `shown`: {requester: boolean, time: 'createdAt' | 'updatedAt'}. */
export function showTickets(el, tickets, shown) {
  const focused = el.contains(document.activeElement) && document.activeElement.getAttribute('href');
  render(el, table(shown, tickets.map((ticket) => row(ticket, shown))));
  // Whoever stood on a ticket still does, when it is still there.
  if (focused) el.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  el.querySelector('tbody').addEventListener('click', followFromTime);
}

export function showSkeleton(el, shown) {
  const bones = html`<tr class="skeleton" role="row">${names(shown).map((name) => cell(name, html`<span class="bone"></span>`))}</tr>`;
  render(el, html`<div aria-hidden="true">${table(shown, Array(SKELETON_ROWS).fill(bones))}</div>`);
}

function names({ requester, time }) {
  return ['title', 'status', 'category', ...(requester ? ['requester'] : []), time];
}

function table(shown, rows) {
  return html`
    <table class="tickets" role="table">
      <thead role="rowgroup">
        <tr role="row">${names(shown).map((name) => html`<th role="columnheader" scope="col" class="cell-${name}">${text.list.columns[name]}</th>`)}</tr>
      </thead>
      <tbody role="rowgroup">${rows}</tbody>
    </table>`;
}

function row(ticket, shown) {
  const content = {
    title: html`<a class="ticket-link" href="ticket.html?id=${ticket.id}">${ticket.title}</a> <span class="number">#${ticket.id}</span>`,
    status: statusBadge(ticket.status),
    category: text.category[ticket.category],
    requester: ticket.createdBy.username,
    createdAt: timeTag(ticket.createdAt),
    updatedAt: timeTag(ticket.updatedAt),
  };
  return html`<tr role="row">${names(shown).map((name) => cell(name, content[name]))}</tr>`;
}

// The title's link covers its row; times lie above it, to show the exact one on hover, and pass a click on.
function followFromTime(event) {
  if (event.target.closest('time')) event.target.closest('tr').querySelector('.ticket-link').click();
}
