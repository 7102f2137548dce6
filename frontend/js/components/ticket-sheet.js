// One ticket on its page: its text, the facts about it, and the places for its files and its conversation. Buttons with
// data-change name what they do.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { formatNumber, timeTag } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { prose } from '../lib/prose.js';
import { statusBadge } from './status.js';

const say = text.ticket;

/**
 * Contains `.sheet-files` for the attachments, `.conversation`, and `withControl` `.sheet-control` in place of the status and
 * `.sheet-similar`. Returns {showTicket(ticket, {lastChange, canCorrect})}; `lastChange` is the entry of the status's last change.
 */
export function mountTicketSheet(el, ticket, { withControl }) {
  const { id, attachments } = ticket;
  render(el, html`
    <header class="sheet-head">
      <p class="number">#${id}</p>
      <h1 class="sheet-title" tabindex="-1" dir="auto"></h1>
      <button type="button" class="button is-quiet sheet-edit" data-change="correct" hidden>${icon('pencil')}${say.edit}</button>
    </header>
    <div class="sheet-side">
      ${withControl && html`<div><div class="sheet-control"></div><div class="status-question" role="status"></div></div>`}
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
    ${withControl && html`<aside class="sheet-similar"></aside>`}`);
  return { showTicket: showTicketIn(el, withControl) };
}

function showTicketIn(el, withControl) {
  let description;
  return (ticket, { lastChange, canCorrect }) => {
    el.querySelector('.sheet-title').textContent = ticket.title;
    el.querySelector('.sheet-edit').hidden = !canCorrect;
    render(el.querySelector('.facts'), factsOf(ticket, { lastChange, withControl }));
    // Left as it is while somebody reads it.
    if (ticket.description !== description) render(el.querySelector('.sheet-description'), prose(ticket.description));
    ({ description } = ticket);
  };
}

function factsOf(ticket, { lastChange, withControl }) {
  const { status, category, createdBy, createdAt, updatedAt, duplicateOf } = ticket;
  return html`
    ${!withControl && fact('status', statusBadge(status))}
    ${fact('category', html`<bdi>${category}</bdi>`)}
    ${fact('requester', html`<bdi>${createdBy.username}</bdi>`)}
    ${fact('createdAt', timeTag(createdAt))}
    ${lastChange ? fact('statusChangedAt', html`${timeTag(lastChange.createdAt)} ${by(lastChange)}`) : updatedAt !== createdAt && fact('updatedAt', timeTag(updatedAt))}
    ${duplicateOf && fact('duplicateOf', html`<a href="ticket.html?id=${duplicateOf}">#${duplicateOf}</a>`)}`;
}

function by({ author }) {
  return author && html`<span class="fact-by">${say.by} <bdi>${author.username}</bdi></span>`;
}

function fact(name, content) {
  return html`<div class="fact fact-${name}"><dt>${say.facts[name]}</dt><dd>${content}</dd></div>`;
}
