// The bar at the top of each page, with the account menu's events.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';
import { mountAccountButton } from './account-button.js';

const say = text.masthead;

/** `here` is the current page's name; without a user there is the brand only. */
export function mountMasthead(el, { user = null, isAdmin = false, here = '' }) {
  render(el, html`
    <div class="masthead-inner">
      <a class="brand" href="${user ? 'tickets.html' : 'index.html'}">${icon('ticket')}<span>${say.brand}</span></a>
      ${user && navigation(here)}
      ${user && html`<div class="account"></div>`}
    </div>`);
  if (user) mountAccountButton(el.querySelector('.account'), { user, isAdmin });
}

function navigation(here) {
  return html`
    <nav class="masthead-nav" aria-label="${say.navigation}">
      ${link('tickets.html', 'inbox', say.tickets, here === 'tickets')}
      ${link('submit.html', 'plus', say.submit, here === 'submit')}
    </nav>`;
}

function link(href, iconName, label, isHere) {
  const current = isHere && html` aria-current="page"`;
  return html`<a class="masthead-link" href="${href}"${current}>${icon(iconName)}<span>${label}</span></a>`;
}
