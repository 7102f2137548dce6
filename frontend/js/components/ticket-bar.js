// Above a ticket: the way back to the list, its neighbours there, and its address to hand on. Emits 'copy-link'.

import { announce } from '../lib/announce.js';
import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';
import { formatNumber } from '../lib/plurals.js';

const say = text.ticket;

/** `el` is the bar with its link back; `place` as `placeIn` says, or null when one did not come from a list. */
export function mountTicketBar(el, place) {
  const tools = el.querySelector('.ticket-tools');
  render(tools, html`
    ${place && neighbours(place)}
    <button type="button" class="button is-quiet copy-link">${icon('copy')}<span>${say.copyLink}</span></button>`);
  const button = tools.querySelector('.copy-link');
  button.addEventListener('click', () => el.dispatchEvent(new CustomEvent('copy-link')));
  return { showCopied: (isCopied) => showCopied(button, isCopied) };
}

function neighbours({ previous, next, index, count }) {
  return html`
    <nav class="neighbours" aria-label="${say.neighbours}">
      ${step(previous, 'back', say.previous)}
      <span class="neighbours-place">${say.place(formatNumber(index + 1), formatNumber(count))}</span>
      ${step(next, 'forward', say.next)}
    </nav>`;
}

function step(id, iconName, label) {
  if (!id) return html`<span class="button is-quiet is-icon" aria-hidden="true" data-off>${icon(iconName)}</span>`;
  return html`<a class="button is-quiet is-icon" href="ticket.html?id=${id}" rel="${iconName === 'back' ? 'prev' : 'next'}" aria-label="${label}">${icon(iconName)}</a>`;
}

function showCopied(button, isCopied) {
  const label = button.querySelector('span');
  label.textContent = isCopied ? say.copied : say.notCopied;
  announce(label.textContent);
  setTimeout(() => {
    label.textContent = say.copyLink;
  }, 4000);
}
