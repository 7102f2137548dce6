// Similar tickets, under the title of the one being written.

import { html, render } from '../lib/html.js';
import { timeTag } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { announce } from './notices.js';
import { statusBadge } from './status.js';

const say = text.similar;

/** Shows `tickets`, or nothing when there are none. They open in a new tab, so that what was typed stays. */
export function showSimilarTickets(el, tickets) {
  const shown = [...el.querySelectorAll('[data-ticket]')].map((item) => item.dataset.ticket).join();
  if (shown === tickets.map(({ id }) => id).join()) return;
  if (!tickets.length) return el.replaceChildren();
  render(el, html`
    <section class="similar" aria-labelledby="similar-heading">
      <h2 id="similar-heading" class="similar-heading">${say.heading}</h2>
      <ul>${tickets.map(entry)}</ul>
    </section>`);
  announce(say.found(tickets.length));
}

function entry({ id, title, status, createdAt }) {
  return html`
    <li class="similar-ticket" data-ticket="${id}">
      <a href="ticket.html?id=${id}" target="_blank" rel="noopener" dir="auto">${title}</a>
      <span class="similar-facts">${statusBadge(status)} ${timeTag(createdAt)}</span>
    </li>`;
}
