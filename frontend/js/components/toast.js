// A message that disappears by itself, with an action until then; read out when it appears.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';

const DURATION = 10_000;
const GRACE = 3000;

/** `el` is a live region in the document. Returns {show, act}; `act` returns whether there was an action. */
export function mountToast(el) {
  let current = null; // {action, onLeave, until}
  let timer;

  function close() {
    const { onLeave } = current;
    const hadFocus = el.contains(document.activeElement);
    clearTimeout(timer);
    current = null;
    el.replaceChildren();
    if (hadFocus) onLeave();
  }

  function act() {
    const run = current?.action?.run;
    if (!run) return false;
    close();
    run();
    return true;
  }

  // The timer stops while the toast is pointed at or focused.
  function wait(atLeast = 0) {
    clearTimeout(timer);
    if (current && !el.matches(':hover, :focus-within')) timer = setTimeout(close, Math.max(current.until - Date.now(), atLeast));
  }

  for (const name of ['pointerenter', 'focusin']) el.addEventListener(name, () => clearTimeout(timer));
  for (const name of ['pointerleave', 'focusout']) el.addEventListener(name, () => setTimeout(wait, 0, GRACE));
  el.addEventListener('click', ({ target }) => {
    if (target.closest('.toast-action')) act();
    else if (target.closest('.toast-close')) close();
  });
  return {
    act,
    /** `action`: {label, run}; `onLeave` is called when the toast disappears while it has the focus. */
    show({ message, action, focus = false, onLeave = () => {} }) {
      render(el, toast(message, action));
      current = { action, onLeave, until: Date.now() + DURATION };
      if (focus) el.querySelector('button').focus();
      wait();
    },
  };
}

function toast(message, action) {
  return html`
    <div class="toast">
      <p>${message}</p>
      ${action && html`<button type="button" class="toast-action">${action.label}</button>`}
      <button type="button" class="toast-close" aria-label="${text.common.close}">${icon('close')}</button>
    </div>`;
}
