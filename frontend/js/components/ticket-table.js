// The list of tickets: a table on a desk, cards on a phone (the same table, styled).
// Emits 'status-chosen' {id, status}, 'requester-chosen' {requester} and 'field-wanted' {id, field}.

import { beginning, excerpt, marked, wordsOf } from '../lib/highlight.js';
import { fragment, html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { ageTag, formatNumber, initialsOf } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { selectorOf } from '../lib/scroll-restoration.js';
import { onChoice } from '../lib/shortcuts.js';
import { RESOLVED, STATUSES, sideOf } from '../lib/ticket-fields.js';
import { priorityMark, statusBadge, statusClass, statusIcon } from './status.js';

const say = text.list;
const MOST_BONES = 15;
const FOR_ALL = ['number', 'priority', 'title', 'status', 'category', 'assignee', 'age'];
const FOR_ADMINS = ['select', 'number', 'priority', 'title', 'status', 'category', 'requester', 'assignee', 'age'];

/**
 * How the rows of a list's state look: the reader's `side` if rows tell whose turn it is, what their `age` is that of, the `words` of the
 * search, the ids of those that are `gone`.
 */
export function lookOf({ query: { ordering, search, waitingFor }, gone }, isAdmin) {
  const isWaiting = waitingFor.length > 0;
  const age = ordering.endsWith('updatedAt') ? 'updatedAt' : isWaiting ? 'waiting' : 'age';
  // Every row of a list of what waits would say the same.
  return { isAdmin, side: !isWaiting && sideOf(isAdmin), age, words: wordsOf(search), gone };
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
      const bones = html`<tr class="skeleton" role="row">${columnsOf(look).map((name) => cell(name, html`<span class="bone"></span>`))}</tr>`;
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
    <table class="tickets is-list${!look.isAdmin && html` is-own`}" role="table">
      <thead role="rowgroup"><tr role="row">${columnsOf(look).map((name) => heading(name, look))}</tr></thead>
      <tbody role="rowgroup">${rows}</tbody>
    </table>`;
}

const columnsOf = ({ isAdmin }) => (isAdmin ? FOR_ADMINS : FOR_ALL);

function heading(name, { age }) {
  const label = name === 'age' ? age : name;
  const content = name === 'select'
    ? html`<label class="pick"><input type="checkbox" id="select-all" aria-label="${say.selectAll}"></label>`
    : html`<span>${text.field[label] ?? say.columns[label]}</span>`;
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
    const choice = target.closest('button[data-part]');
    if (choice) emit('field-wanted', { id: idOf(choice), field: choice.dataset.part });
    // The title's link covers its row; what has a tooltip lies above it and passes a click on.
    if (target.closest('td [title]:not(a, button)')) target.closest('tr').querySelector('.ticket-link').click();
  });
}

function idOf(el) {
  return Number(el.closest('tr').dataset.id);
}

function tellChoice(select, emit) {
  emit('status-chosen', { id: idOf(select), status: select.value });
  if (select === document.activeElement) toRow(select);
}

// The keys pressed next are meant for the page, and a select would keep them.
function toRow(select) {
  select.closest('tr').querySelector('[data-part=link]').focus({ preventScroll: true });
}

// In some browsers `display: grid` removes a table's meaning; the roles restore it.
const cell = (name, content) => html`<td role="cell" class="cell-${name}">${content}</td>`;

function rowOf(ticket, look) {
  const contents = look.isAdmin ? { ...common(ticket, look), ...forAdmins(ticket) } : common(ticket, look);
  const cells = columnsOf(look).map((name) => cell(name, contents[name]));
  const row = fragment(html`<tr role="row" data-id="${ticket.id}">${cells}</tr>`).firstElementChild;
  row.signature = signatureOf(ticket, look);
  return row;
}

/** Changes whenever the row would look different. */
function signatureOf(ticket, look) {
  const { title, description, status, category, priority, assignee, createdBy, replies, isUnread } = ticket;
  return JSON.stringify([title, description, status, category, priority, assignee, createdBy, replies, isUnread, look.gone.has(ticket.id), waits(ticket, look), sinceOf(ticket, look), look.words]);
}

// A change made here leaves `waitingFor` as it was until the list is asked again.
function waits({ status, waitingFor }, { side }) {
  return side && waitingFor === side && status !== RESOLVED;
}

/** The moment that a row's age is counted from: its last change, the last word to whoever is waited for, or when it was submitted. */
function sinceOf(ticket, look) {
  const { createdAt, updatedAt, lastReply } = ticket;
  if (look.age === 'updatedAt') return updatedAt;
  return look.age === 'waiting' || waits(ticket, look) ? lastReply?.at ?? createdAt : createdAt;
}

function common(ticket, look) {
  const { id, status, category, priority, assignee, isUnread } = ticket;
  const number = look.words.includes(`#${id}`) ? html`<mark>#${id}</mark>` : `#${id}`;
  return {
    number: html`
      ${isUnread && html`<span class="unread-dot" role="img" aria-label="${say.unread}" title="${say.unread}"></span>`}
      <bdi class="number" dir="ltr">${number}</bdi>`,
    priority: html`<span class="priority" title="${text.priority[priority]}">${priorityMark(priority)}</span>`,
    title: titleLine(ticket, look),
    status: statusBadge(status),
    category: html`<bdi>${category}</bdi>`,
    assignee: html`<span class="assignee" title="${assignee?.username ?? text.assignee.none}">${face(assignee)}</span>`,
    age: html`
      ${waits(ticket, look) && html`<span class="waiting" title="${say.waiting[look.side][look.side]}">${icon('reply')}<span class="visually-hidden">${say.waiting[look.side][look.side]}, </span></span>`}
      ${ageTag(sinceOf(ticket, look))}`,
  };
}

function titleLine({ id, title, description, isUnread, attachments, replies }, { words, gone }) {
  const isGone = gone.has(id);
  return html`
    <div class="ticket-line"${isGone && html` title="${say.gone}"`}>
      ${isGone && html`<span class="visually-hidden">${say.gone}: </span>`}
      <a class="ticket-link${isUnread && html` is-unread`}${isGone && html` is-gone`}" data-part="link" href="ticket.html?id=${id}" dir="auto">${marked(title, words)}</a>
      <span class="excerpt" dir="auto">${excerpt(description, title, words) ?? beginning(description, words)}</span>
      ${attachments.length > 0 && rowMark('clip', null, say.files(attachments.length))}
      ${replies > 0 && rowMark('talk', formatNumber(replies), say.replies(replies))}
    </div>`;
}

function rowMark(iconName, number, label) {
  return html`<span class="row-mark" title="${label}">${icon(iconName)}${number && html`<span aria-hidden="true">${number}</span>`}<span class="visually-hidden">${label}</span></span>`;
}

function face(person) {
  if (!person) return html`<span class="face is-nobody"></span><span class="visually-hidden">${text.assignee.none}</span>`;
  return html`<span class="face" aria-hidden="true">${initialsOf(person.username)}</span><bdi class="face-name">${person.username}</bdi>`;
}

function forAdmins({ id, title, status, priority, assignee, createdBy: { username } }) {
  const word = text.priority[priority];
  const person = assignee?.username ?? text.assignee.none;
  return {
    select: html`<label class="pick"><input type="checkbox" data-part="pick" aria-label="${say.select(id, title)}"></label>`,
    priority: html`<button type="button" class="priority" data-part="priority" title="${word}" aria-label="${say.fieldOf(text.field.priority, id)}: ${word}">${priorityMark(priority)}</button>`,
    status: html`
      <span class="status status-pick ${statusClass(status)}">
        ${statusIcon(status)}
        <select data-part="status" aria-label="${say.fieldOf(text.field.status, id)}">${STATUSES.map((each) => option(each, status))}</select>
        ${icon('down')}
      </span>`,
    requester: html`<a class="requester" data-part="requester" href="?${new URLSearchParams({ requester: username })}" title="${say.onlyOf(username)}">${username}</a>`,
    assignee: html`<button type="button" class="assignee" data-part="assignee" title="${person}" aria-label="${say.fieldOf(text.field.assignee, id)}: ${person}">${face(assignee)}</button>`,
  };
}

function option(status, current) {
  return html`<option value="${status}"${status === current && html` selected`}>${text.status[status]}</option>`;
}
