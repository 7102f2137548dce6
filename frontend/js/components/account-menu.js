// The account menu. Emits 'open-back-office', 'change-password', 'shortcuts-help', 'sign-out' and 'sign-out-everywhere'.

import { fragment, html } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { hasShortcuts, switchShortcuts } from '../lib/shortcuts.js';
import { tools } from '../lib/tool-texts.js';
import { mountPreferences } from './preferences.js';

const say = tools.account;

/** Adds the menu to `el`, which has the button already, and returns it. */
export function mountAccountMenu(el, { user, isAdmin }) {
  const menu = fragment(html`
    <div id="account-menu" class="menu" popover role="group" aria-label="${say.label}">
      <div class="menu-who">
        <p class="menu-name">${user.username}</p>
        ${user.email && html`<p class="menu-detail">${user.email}</p>`}
        <p class="menu-detail">${isAdmin ? say.admin : say.user}</p>
      </div>
      <div class="menu-part menu-preferences"></div>
      <div class="menu-part">
        <label class="menu-switch"><span>${say.shortcuts}</span><input type="checkbox" role="switch" class="switch"></label>
        ${entry('shortcuts-help', 'keyboard', say.shortcutsHelp)}
      </div>
      ${isAdmin && html`<div class="menu-part">${entry('open-back-office', 'wrench', say.backOffice)}</div>`}
      <div class="menu-part">
        ${entry('change-password', 'key', say.changePassword)}
        ${entry('sign-out', 'signOut', say.signOut)}
        ${entry('sign-out-everywhere', 'devices', say.signOutEverywhere)}
      </div>
    </div>`).firstElementChild;
  el.append(menu);
  listen(el, menu);
  return menu;
}

function entry(name, iconName, label) {
  return html`<button type="button" class="menu-entry" data-do="${name}">${icon(iconName)}<span>${label}</span></button>`;
}

function listen(el, menu) {
  const button = el.querySelector('.account-button');
  mountPreferences(menu.querySelector('.menu-preferences'));
  const keys = menu.querySelector('.switch');
  menu.addEventListener('beforetoggle', ({ newState }) => {
    button.ariaExpanded = String(newState === 'open');
    keys.checked = hasShortcuts();
  });
  keys.addEventListener('change', () => switchShortcuts(keys.checked));
  menu.addEventListener('click', ({ target }) => {
    const entry = target.closest('[data-do]');
    if (!entry) return;
    menu.hidePopover();
    el.dispatchEvent(new CustomEvent(entry.dataset.do, { bubbles: true }));
  });
}
