// Similar tickets: under the title of the one being written, and beside one that is there.

import { html, render } from '../lib/html.js';
import { timeTag } from '../lib/locale.js';
import { more } from '../lib/more-texts.js';
import { announce } from './notices.js';
import { statusBadge } from './status.js';

const say = more.similar;

/** Shows `tickets`, or nothing when there are none. They open in a new tab, so that what was typed stays. */
export function showSimilarTickets(el, tickets) {
  const shown = [...el.querySelectorAll('[data-ticket]')].map((item) => item.dataset.ticket).join();
  if (shown === tickets.map(({ id }) => id).join()) return;
  if (!tickets.length) return el.replaceChildren();
  render(el, html`
    <section class="similar" aria-labelledby="similar-heading">
      <h2 id="similar-heading" class="similar-heading">${say.heading}</h2>
      <ul>${tickets.map((ticket) => entry(ticket))}</ul>
    </section>`);
  announce(say.found(tickets.length));
}

/** The same beside a ticket, each with a button as in ticket-sheet.js, and one for any other ticket. */
export function showTicketsAlike(el, tickets) {
  const button = (label, of = '') => html`<button type="button" class="similar-duplicate" data-change="duplicate" data-value="${of}">${label}</button>`;
  render(el, html`
    ${tickets.length > 0 && html`
      <h2 class="similar-heading">${more.changes.similar}</h2>
      <ul>${tickets.map((ticket) => entry(ticket, button(more.changes.duplicateOf(ticket.id), ticket.id)))}</ul>`}
    ${button(more.changes.markDuplicate)}`);
}

function entry({ id, title, status, createdAt }, action) {
  return html`
    <li class="similar-ticket" data-ticket="${id}">
      <a href="ticket.html?id=${id}" target="_blank" rel="noopener" dir="auto">${title}</a>
      <span class="similar-facts">${statusBadge(status)} ${timeTag(createdAt)} ${action}</span>
    </li>`;
}
