// The bar at the top of each page. Emits 'sign-out'.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';

const say = text.masthead;

/** `here` is the current page's name; without a user there is the brand only. */
export function mountMasthead(el, { user = null, isAdmin = false, here = '' }) {
  render(el, html`
    <div class="masthead-inner">
      <a class="brand" href="${user ? 'tickets.html' : 'index.html'}">${icon('ticket')}<span>${say.brand}</span></a>
      ${user && navigation(here)}
      ${user && account(user, isAdmin)}
    </div>`);
  el.querySelector('.sign-out')?.addEventListener('click', ({ currentTarget }) => {
    currentTarget.disabled = true;
    el.querySelector('.sign-out-label').textContent = say.signingOut;
    el.dispatchEvent(new CustomEvent('sign-out'));
  });
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

function account(user, isAdmin) {
  return html`
    <div class="account">
      <span class="account-name">${user.username}</span>
      ${isAdmin && html`<span class="role">${say.admin}</span>`}
      <button type="button" class="button is-quiet sign-out">
        ${icon('signOut')}<span class="sign-out-label">${say.signOut}</span>
      </button>
    </div>`;
}
