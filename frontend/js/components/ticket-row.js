// One ticket in the list.

import { excerpt, marked } from '../lib/highlight.js';
import { fragment, html } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { timeTag } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { STATUSES } from '../lib/ticket-fields.js';
import { statusBadge, statusClass, statusIcon } from './status.js';

const say = text.list;

/** The columns' names. `look`: {isAdmin, time: 'createdAt' | 'updatedAt', words: the search, folded}. */
export function columns({ isAdmin, time }) {
  return isAdmin ? ['select', 'title', 'status', 'category', 'requester', time] : ['title', 'status', 'category', time];
}

// In some browsers `display: grid` removes a table's meaning; the roles restore it.
export const cell = (name, content) => html`<td role="cell" class="cell-${name}">${content}</td>`;

export function rowOf(ticket, look) {
  const contents = look.isAdmin ? { ...common(ticket, look), ...forAdmins(ticket) } : common(ticket, look);
  const cells = columns(look).map((name) => cell(name, contents[name]));
  const row = fragment(html`<tr role="row" data-id="${ticket.id}">${cells}</tr>`).firstElementChild;
  row.signature = signatureOf(ticket, look);
  return row;
}

/** Changes whenever the row would look different. */
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
