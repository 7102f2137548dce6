// One ticket on its page: its text and the facts about it.

import { html, render } from '../lib/html.js';
import { linkify } from '../lib/linkify.js';
import { formatNumber, timeTag } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { statusBadge } from './status.js';

const say = text.ticket;

/** Contains `.sheet-files` for the attachments and, `withControl`, `.sheet-control` in place of the status. */
export function mountTicketSheet(el, ticket, { withControl }) {
  const { id, title, description, attachments } = ticket;
  render(el, html`
    <header class="sheet-head">
      <p class="number">#${id}</p>
      <h1 class="sheet-title" tabindex="-1" dir="auto">${title}</h1>
    </header>
    <div class="sheet-side">
      ${withControl && html`<div class="sheet-control"></div>`}
      <dl class="facts">${factsOf(ticket, withControl)}</dl>
    </div>
    <div class="sheet-main">
      <div class="sheet-description" dir="auto">${linkify(description)}</div>
      ${attachments.length > 0 && html`
        <section aria-labelledby="files-heading">
          <h2 id="files-heading" class="sheet-subtitle">${say.attachments(formatNumber(attachments.length))}</h2>
          <div class="sheet-files"></div>
        </section>`}
    </div>`);
  return { showFacts: (ticket) => render(el.querySelector('.facts'), factsOf(ticket, withControl)) };
}

function factsOf(ticket, withControl) {
  return html`
    ${!withControl && fact('status', statusBadge(ticket.status))}
    ${fact('category', text.category[ticket.category])}
    ${fact('requester', html`<bdi>${ticket.createdBy.username}</bdi>`)}
    ${fact('createdAt', timeTag(ticket.createdAt))}
    ${lastChange(ticket)}`;
}

function lastChange({ createdAt, updatedAt, statusChangedAt, statusChangedBy }) {
  if (statusChangedAt) {
    const by = statusChangedBy && html`<span class="fact-by">${say.by} <bdi>${statusChangedBy.username}</bdi></span>`;
    return fact('statusChangedAt', html`${timeTag(statusChangedAt)} ${by}`);
  }
  return updatedAt !== createdAt && fact('updatedAt', timeTag(updatedAt));
}

function fact(name, content) {
  return html`<div class="fact fact-${name}"><dt>${say.facts[name]}</dt><dd>${content}</dd></div>`;
}
