// Above a ticket: the link back to the list, its neighbours there, and its address to copy.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { formatNumber } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { announce } from './notices.js';

const say = text.ticket;

/** `el` is the bar with its link back; `address` is the ticket's. Returns {showPlace}, which takes what `neighboursIn` returns. */
export function mountTicketBar(el, address) {
  const tools = el.querySelector('.ticket-tools');
  render(tools, html`
    <div class="neighbours-slot"></div>
    <button type="button" class="button is-quiet copy-link">${icon('copy')}<span>${say.copyLink}</span></button>`);
  const button = tools.querySelector('.copy-link');
  button.addEventListener('click', async () => showCopied(button, await copyText(address)));
  const slot = tools.querySelector('.neighbours-slot');
  return { showPlace: (place) => render(slot, place && neighbours(place)) };
}

function neighbours({ previous, next, index, count }) {
  return html`
    <nav class="neighbours" aria-label="${say.neighbours}">
      ${step(previous, 'back', say.previous)}
      <span class="neighbours-place">${say.place(formatNumber(index + 1), count)}</span>
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

/** Resolves to whether it worked. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text); // on plain http there is no clipboard API
  }
}

function copySelected(text) {
  const focused = document.activeElement;
  const field = Object.assign(document.createElement('textarea'), { value: text, className: 'visually-hidden' });
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  focused?.focus();
  return isCopied;
}
