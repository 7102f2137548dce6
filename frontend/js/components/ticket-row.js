// One ticket in the list.

import { timeTag } from '../lib/dates.js';
import { fragment, html } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { excerpt, marked } from '../lib/marks.js';
import { text } from '../lib/messages.js';
import { STATUSES, statusBadge, statusClass, statusIcon } from './status.js';

const say = text.list;

/** The columns' names. `shown`: {isAdmin, time: 'createdAt' | 'updatedAt', words: what is searched for}. */
export function columns({ isAdmin, time }) {
  return isAdmin ? ['select', 'title', 'status', 'category', 'requester', time] : ['title', 'status', 'category', time];
}

// display: grid takes a table's meaning away in some browsers; the roles bring it back.
export const cell = (name, content) => html`<td role="cell" class="cell-${name}">${content}</td>`;

export function rowOf(ticket, shown) {
  const contents = shown.isAdmin ? { ...common(ticket, shown), ...forAdmins(ticket) } : common(ticket, shown);
  const cells = columns(shown).map((name) => cell(name, contents[name]));
  const row = fragment(html`<tr role="row" data-id="${ticket.id}">${cells}</tr>`).firstElementChild;
  row.signature = signatureOf(ticket, shown);
  return row;
}

/** Tells whether a row would look another way now. */
export function signatureOf({ title, status, category, createdBy, createdAt, updatedAt }, { time, words }) {
  return JSON.stringify([title, status, category, createdBy.username, time === 'createdAt' ? createdAt : updatedAt, words]);
}

function common({ id, title, description, status, category, createdAt, updatedAt }, { words }) {
  const found = excerpt(description, title, words);
  const number = words.includes(`#${id}`) ? html`<mark>#${id}</mark>` : `#${id}`;
  return {
    title: html`
      <a class="ticket-link" data-part="link" href="ticket.html?id=${id}"><bdi>${marked(title, words)}</bdi></a>
      <bdi class="number" dir="ltr">${number}</bdi>
      ${found && html`<p class="excerpt" dir="auto">${found}</p>`}`,
    status: statusBadge(status),
    category: text.category[category],
    createdAt: timeTag(createdAt),
    updatedAt: timeTag(updatedAt),
  };
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
