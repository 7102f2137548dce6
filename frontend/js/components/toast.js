// A message that disappears by itself, with an action until then; read out when it appears.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';

const GRACE = 3000;

/** `el` is a live region in the document. Returns {show, act}. */
export function mountToast(el) {
  let current = null;

  function close() {
    if (!current) return;
    const { timer, onLeave } = current;
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

  function wait(atLeast = 0) {
    if (!current) return;
    clearTimeout(current.timer);
    if (el.matches(':hover, :focus-within')) return;
    current.timer = setTimeout(close, Math.max(current.until - Date.now(), atLeast));
  }

  // The timer stops while the toast is pointed at or focused.
  const hold = () => clearTimeout(current?.timer);
  const release = () => setTimeout(wait, 0, GRACE);
  listen(el, { act, close, hold, release });

  return {
    act,
    /** `action`: {label, run}; `onLeave` is called when the toast disappears while it has the focus. */
    show({ message, action, seconds = 10, focus = false, onLeave = () => {} }) {
      hold();
      render(el, toast(message, action));
      current = { action, onLeave, until: Date.now() + seconds * 1000 };
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

function listen(el, { act, close, hold, release }) {
  el.addEventListener('pointerleave', release);
  el.addEventListener('focusout', release);
  el.addEventListener('pointerenter', hold);
  el.addEventListener('focusin', hold);
  el.addEventListener('click', ({ target }) => {
    if (target.closest('.toast-action')) act();
    else if (target.closest('.toast-close')) close();
  });
}
