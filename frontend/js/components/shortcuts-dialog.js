// The list of keyboard shortcuts, and the switch for single keys.

import { fragment, html } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { hasShortcuts, switchShortcuts } from '../lib/shortcuts.js';
import { loadStyles } from '../lib/styles.js';
import { FIELD_KEYS } from '../lib/ticket-fields.js';
import { keyText, tools } from '../lib/tool-texts.js';

const say = tools.shortcuts;

const GROUPS = [
  ['everywhere', ['/', 'c', 'Ctrl+K', '?']],
  ['tickets', ['j', 'k', 'Enter', 'u', 'r', 'n', 'e', 'Shift+E', 'm', ...Object.keys(FIELD_KEYS), 'x', 'z', 'Esc']],
  ['forms', ['Ctrl+Enter', 'Ctrl+Shift+Enter']],
];
const FOR_EVERYBODY = ['/', 'c', 'Ctrl+K', '?', 'j', 'k', 'Enter', 'u', 'r', 'Ctrl+Enter'];

/** Opens the dialog with the keys that do something for this user, unless there is one already. */
export async function openShortcuts({ isAdmin }) {
  await loadStyles('dialog');
  if (document.querySelector('dialog[open]')) return;
  const dialog = fragment(html`
    <dialog class="dialog shortcuts" aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title" tabindex="-1" autofocus>${say.heading}</h2>
      ${GROUPS.map(([name, rows]) => html`
        <h3 class="shortcuts-group">${say[name]}</h3>
        <dl class="shortcuts-keys">${rows.filter((keys) => isAdmin || FOR_EVERYBODY.includes(keys)).map(entry)}</dl>`)}
      <label class="shortcuts-switch"><input type="checkbox" role="switch" class="switch">${say.singleKeys}</label>
      <form method="dialog"><button class="button">${text.common.close}</button></form>
    </dialog>`).firstElementChild;
  const toggle = dialog.querySelector('.switch');
  toggle.checked = hasShortcuts();
  toggle.addEventListener('change', () => switchShortcuts(toggle.checked));
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function entry(keys) {
  const shown = keys.split('+').map((key, index) => html`${index > 0 && ' + '}<kbd>${key}</kbd>`);
  return html`<div><dt>${shown}</dt><dd>${keyText(keys)}</dd></div>`;
}
