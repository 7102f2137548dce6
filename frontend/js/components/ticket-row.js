// One ticket in the list.

import { excerpt, marked } from '../lib/highlight.js';
import { fragment, html } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { timeTag } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { RESOLVED, STATUSES } from '../lib/ticket-fields.js';
import { statusBadge, statusClass, statusIcon } from './status.js';

const say = text.list;

/** The columns' names. `look`: {isAdmin, side: whose turn rows tell or false, time: 'createdAt' | 'updatedAt', words: the search, folded}. */
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
export function signatureOf(ticket, { side, time, words }) {
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
