// What stands in a ticket's place when there is none under that number.

import { html } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { showState } from './state.js';

export function showMissingTicket(el) {
  showState(el, {
    iconName: 'search',
    title: text.ticket.missing,
    details: html`<p>${text.ticket.missingHint}</p>`,
    actions: html`<a class="button is-primary" href="tickets.html">${text.ticket.back}</a>`,
    level: 1,
    focus: true,
  });
}
