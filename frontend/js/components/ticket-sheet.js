// One ticket on its page: its text, the facts about it, and the places for its files and its conversation. Buttons with
// data-change name what they do, those with data-key the key that does it.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { formatNumber, initialsOf, timeTag } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { prose } from '../lib/prose.js';
import { keyHint } from '../lib/shortcuts.js';
import { FIELDS } from '../lib/ticket-fields.js';
import { priorityMark, statusBadge } from './status.js';

const say = text.ticket;

/**
 * Contains `.sheet-files` for the attachments, `.conversation`, and for administrators `.sheet-control` in place of the
 * status and `.sheet-similar`. `me` is the reader. Returns {showTicket(ticket, {lastChange, canCorrect})}; `lastChange` is the entry of the
 * status's last change.
 */
export function mountTicketSheet(el, ticket, { me, isAdmin }) {
  const { id, attachments } = ticket;
  render(el, html`
    <header class="sheet-head">
      <p class="number">#${id}</p>
      <h1 class="sheet-title" tabindex="-1" dir="auto"></h1>
      <button type="button" class="button is-quiet sheet-edit" data-change="correct" hidden>${icon('pencil')}${say.edit}</button>
    </header>
    <div class="sheet-side">
      ${isAdmin && html`<div><div class="sheet-control"></div><div class="status-question" role="status"></div></div>`}
      <dl class="facts"></dl>
    </div>
    <div class="sheet-main">
      <div class="sheet-description prose"></div>
      ${attachments.length > 0 && html`
        <section aria-labelledby="files-heading">
          <h2 id="files-heading" class="sheet-subtitle">${say.attachments(formatNumber(attachments.length))}</h2>
          <div class="sheet-files"></div>
        </section>`}
      <section class="conversation" aria-labelledby="conversation-heading"></section>
    </div>
    ${isAdmin && html`<aside class="sheet-similar"></aside>`}`);
  return { showTicket: showTicketIn(el, { me, isAdmin }) };
}

function showTicketIn(el, { me, isAdmin }) {
  let description;
  return (ticket, { lastChange, canCorrect }) => {
    el.querySelector('.sheet-title').textContent = ticket.title;
    el.querySelector('.sheet-edit').hidden = !canCorrect;
    showFacts(el.querySelector('.facts'), factsOf(ticket, { lastChange, me, isAdmin }));
    // Left as it is while somebody reads it.
    if (ticket.description !== description) render(el.querySelector('.sheet-description'), prose(ticket.description));
    ({ description } = ticket);
  };
}

function showFacts(el, facts) {
  const key = el.contains(document.activeElement) && document.activeElement.dataset.key;
  render(el, facts);
  if (key) (el.querySelector(`[data-key=${key}]`) ?? el.querySelector('[data-key]')).focus({ preventScroll: true });
}

function factsOf(ticket, { lastChange, me, isAdmin }) {
  const { status, priority, assignee, category, createdBy, createdAt, updatedAt, duplicateOf } = ticket;
  const choice = isAdmin ? button : fact;
  return html`
    ${!isAdmin && fact('status', statusBadge(status))}
    ${choice('priority', priorityMark(priority))}
    ${choice('assignee', person(assignee), isAdmin && assignee?.id !== me.id && toMe())}
    ${choice('category', html`<bdi>${category}</bdi>`)}
    ${fact('requester', isAdmin ? html`<a href="tickets.html?${new URLSearchParams({ requester: createdBy.username })}"><bdi>${createdBy.username}</bdi></a>` : html`<bdi>${createdBy.username}</bdi>`)}
    ${fact('createdAt', timeTag(createdAt))}
    ${lastChange ? fact('statusChangedAt', html`${timeTag(lastChange.createdAt)} ${by(lastChange)}`) : updatedAt !== createdAt && fact('updatedAt', timeTag(updatedAt))}
    ${duplicateOf && fact('duplicateOf', html`<a href="ticket.html?id=${duplicateOf}">#${duplicateOf}</a>`)}`;
}

function person(who) {
  if (!who) return html`<span class="fact-person"><span class="face is-nobody"></span>${text.assignee.none}</span>`;
  return html`<span class="fact-person"><span class="face" aria-hidden="true">${initialsOf(who.username)}</span><bdi>${who.username}</bdi></span>`;
}

function button(name, content, besides) {
  const { key } = FIELDS[name];
  return fact(name, html`
    <button type="button" class="fact-button" data-key="${key}" aria-haspopup="dialog">
      <span class="visually-hidden">${text.field[name]}: </span>${content}${keyHint(key)}
    </button>${besides}`);
}

function toMe() {
  return html`<button type="button" class="fact-button is-more" data-key="m">${say.assignToMe}${keyHint('m')}</button>`;
}

function by({ author }) {
  return author && html`<span class="fact-by">${say.by} <bdi>${author.username}</bdi></span>`;
}

function fact(name, content) {
  return html`<div class="fact fact-${name}"><dt>${text.field[name]}</dt><dd>${content}</dd></div>`;
}
