// The signed-in user, in the masthead. The menu behind the button is loaded at the first use. Emits 'menu-missing'.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';

/** `loadMenu()` resolves to the menu's element, once it is in the page. */
export function mountAccountButton(el, username, loadMenu) {
  render(el, html`
    <button type="button" class="account-button" aria-expanded="false" aria-label="${text.account.menu(username)}">
      <span class="avatar" aria-hidden="true">${[...username][0]}</span>
      <bdi class="account-name">${username}</bdi>
      ${icon('down')}
    </button>`);
  const button = el.firstElementChild;
  let menu;
  const prepare = () => {
    menu ??= loadMenu();
    menu.catch(() => (menu = undefined)); // the next use tries again
    return menu;
  };
  for (const early of ['pointerenter', 'focus']) button.addEventListener(early, prepare);
  button.addEventListener('click', async (event) => {
    // The first press opens it by hand; from then on the browser does.
    if (button.popoverTargetElement) return;
    event.preventDefault(); // or the browser might close at once what is opened here
    try {
      button.popoverTargetElement = await prepare();
    } catch {
      el.dispatchEvent(new CustomEvent('menu-missing'));
      return;
    }
    button.popoverTargetElement.showPopover();
  });
}
