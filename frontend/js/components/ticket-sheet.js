// One ticket on its page: what it says and the facts about it.

import { timeTag } from '../lib/dates.js';
import { html, render } from '../lib/html.js';
import { linkify } from '../lib/links.js';
import { text } from '../lib/messages.js';
import { statusBadge } from './status.js';

const say = text.ticket;

/** Leaves room for the status control (`.sheet-control`) and the files (`.sheet-files`). */
export function mountTicketSheet(el, ticket) {
  const { id, title, description, attachments } = ticket;
  render(el, html`
    <header class="sheet-head">
      <p class="number">#${id}</p>
      <h1 class="sheet-title" tabindex="-1">${title}</h1>
    </header>
    <div class="sheet-side">
      <div class="sheet-control"></div>
      <dl class="facts">${factsOf(ticket)}</dl>
    </div>
    <div class="sheet-main">
      <div class="sheet-description">${linkify(description)}</div>
      ${attachments.length > 0 && html`
        <section aria-labelledby="files-heading">
          <h2 id="files-heading" class="sheet-subtitle">${say.attachments(attachments.length)}</h2>
          <div class="sheet-files"></div>
        </section>`}
    </div>`);
  return { showFacts: (ticket) => render(el.querySelector('.facts'), factsOf(ticket)) };
}

function factsOf(ticket) {
  return html`
    ${fact('status', statusBadge(ticket.status))}
    ${fact('category', ticket.category)}
    ${fact('requester', ticket.createdBy.username)}
    ${fact('createdAt', timeTag(ticket.createdAt))}
    ${ticket.updatedAt !== ticket.createdAt && fact('updatedAt', timeTag(ticket.updatedAt))}`;
}

function fact(name, content) {
  return html`<div class="fact fact-${name}"><dt>${say.facts[name]}</dt><dd>${content}</dd></div>`;
}
