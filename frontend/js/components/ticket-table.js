// The list of tickets: a table on a desk, cards on a phone (the same table, styled).
// Emits 'status-chosen' {id, status} and 'requester-chosen' {requester}.

import { excerpt, marked, wordsOf } from '../lib/highlight.js';
import { fragment, html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { timeTag } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { selectorOf } from '../lib/scroll-restoration.js';
import { onChoice } from '../lib/shortcuts.js';
import { RESOLVED, STATUSES, sideOf } from '../lib/ticket-fields.js';
import { statusBadge, statusClass, statusIcon } from './status.js';

const say = text.list;
const MOST_BONES = 10;

/** How rows look in answer to a query. */
export function lookOf({ ordering, search, waitingFor }, isAdmin) {
  // Every row of such a list would say the same.
  const side = !waitingFor && sideOf(isAdmin);
  return { isAdmin, side, time: ordering.endsWith('updatedAt') ? 'updatedAt' : 'createdAt', words: wordsOf(search) };
}

/** `look` as `lookOf` returns it. */
export function mountTicketTable(el) {
  const rows = () => [...el.querySelectorAll('tr[data-id]')];
  const show = (tickets, look) => !keepFocus(el, () => {
    render(el, table(look));
    el.querySelector('tbody').append(...tickets.map((ticket) => rowOf(ticket, look)));
  });
  listen(el);
  return {
    rows,
    show,
    /** Draws changed rows again, highlighted if they are news, and adds and removes rows; no other moves. Returns whether the focus is lost. */
    update(tickets, look, { isNews = false } = {}) {
      if (!rows().length) return tickets.length > 0 && show(tickets, look);
      // A choice that is being made is left alone.
      const isAtRest = ({ id }) => !isNews || !el.querySelector(`tr[data-id="${id}"] select:focus`);
      for (const row of rows()) row.classList.remove('is-fresh');
      return !keepFocus(el, () => {
        for (const ticket of tickets.filter(isAtRest)) replaceRow(el, ticket, look)?.classList.toggle('is-fresh', isNews);
        placeRows(el, tickets, look);
      });
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
  row.replaceWith(fresh);
  return fresh;
}

function placeRows(el, tickets, look) {
  const body = el.querySelector('tbody');
  const ids = new Set(tickets.map(({ id }) => String(id)));
  for (const row of [...body.rows]) if (!ids.has(row.dataset.id)) row.remove();
  tickets.forEach((ticket, index) => {
    if (body.rows[index]?.dataset.id !== String(ticket.id)) body.insertBefore(rowOf(ticket, look), body.rows[index] ?? null);
  });
}

/** Returns whether what had the focus has it still. */
function keepFocus(el, draw) {
  const selector = el.contains(document.activeElement) && selectorOf(document.activeElement);
  draw();
  if (!selector || el.contains(document.activeElement)) return true;
  el.querySelector(selector)?.focus({ preventScroll: true });
  return el.contains(document.activeElement);
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
  onChoice(el, (select) => tellChoice(select, emit));
  el.addEventListener('keyup', ({ target, key }) => key === 'Escape' && target.dataset.part === 'status' && toRow(target));
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

function tellChoice(select, emit) {
  emit('status-chosen', { id: Number(select.closest('tr').dataset.id), status: select.value });
  if (select === document.activeElement) toRow(select);
}

// The keys pressed next are meant for the page, and a select would keep them.
function toRow(select) {
  select.closest('tr').querySelector('[data-part=link]').focus({ preventScroll: true });
}

/** The columns' names. `look`: {isAdmin, side: whose turn rows tell or false, time: 'createdAt' | 'updatedAt', words: the search, folded}. */
function columns({ isAdmin, time }) {
  return isAdmin ? ['select', 'title', 'status', 'category', 'requester', time] : ['title', 'status', 'category', time];
}

// In some browsers `display: grid` removes a table's meaning; the roles restore it.
const cell = (name, content) => html`<td role="cell" class="cell-${name}">${content}</td>`;

function rowOf(ticket, look) {
  const contents = look.isAdmin ? { ...common(ticket, look), ...forAdmins(ticket) } : common(ticket, look);
  const cells = columns(look).map((name) => cell(name, contents[name]));
  const row = fragment(html`<tr role="row" data-id="${ticket.id}">${cells}</tr>`).firstElementChild;
  row.signature = signatureOf(ticket, look);
  return row;
}

/** Changes whenever the row would look different. */
function signatureOf(ticket, { side, time, words }) {
  const { title, status, category, createdBy, replies, waitingFor, isUnread } = ticket;
  return JSON.stringify([title, status, category, createdBy.username, replies, waitingFor === side, isUnread, ticket[time], words]);
}

function common(ticket, { side, words }) {
  const { id, title, description, status, category, createdAt, updatedAt, isUnread } = ticket;
  const found = excerpt(description, title, words);
  const number = words.includes(`#${id}`) ? html`<mark>#${id}</mark>` : `#${id}`;
  return {
    title: html`
      ${isUnread && html`<span class="unread-dot" role="img" aria-label="${say.unread}" title="${say.unread}"></span>`}
      <a class="ticket-link${isUnread && html` is-unread`}" data-part="link" href="ticket.html?id=${id}"><bdi>${marked(title, words)}</bdi></a>
      <bdi class="number" dir="ltr">${number}</bdi>
      ${conversation(ticket, side)}
      ${found && html`<p class="excerpt" dir="auto">${found}</p>`}`,
    status: statusBadge(status),
    category: text.category[category],
    createdAt: timeTag(createdAt),
    updatedAt: timeTag(updatedAt),
  };
}

function conversation({ replies, status, waitingFor }, side) {
  // A change made here leaves `waitingFor` as it was until the list is asked again.
  const waits = side && waitingFor === side && status !== RESOLVED;
  return html`
    ${replies > 0 && html`<span class="replies">${say.replies(replies)}</span>`}
    ${waits && html`<span class="waiting">${say.waiting[side][side]}</span>`}`;
}

function forAdmins({ id, title, status, createdBy: { username } }) {
  return {
    select: html`<label class="pick"><input type="checkbox" data-part="pick" aria-label="${say.select(id, title)}"></label>`,
    status: html`
      <span class="status status-pick ${statusClass(status)}">
        ${statusIcon(status)}
        <select data-part="status" aria-label="${say.statusOf(id)}">${STATUSES.map((each) => option(each, status))}</select>
        ${icon('down')}
      </span>`,
    requester: html`<a class="requester" data-part="requester" href="?${new URLSearchParams({ requester: username })}" title="${say.onlyOf(username)}">${username}</a>`,
  };
}

function option(status, current) {
  return html`<option value="${status}"${status === current && html` selected`}>${text.status[status]}</option>`;
}
