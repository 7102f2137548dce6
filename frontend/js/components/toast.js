// A message that disappears by itself, with an action until then; read out when it appears.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';

const DURATION = 10_000;
const GRACE = 3000;

/** `el` is a live region in the document. Returns {show, advance, act, close, duration}; `act` returns whether there was an action. */
export function mountToast(el) {
  let current = null; // {action, onLeave, until}
  let timer;

  function close() {
    if (!current) return;
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
    if (current && current.until < Infinity && !el.matches(':hover, :focus-within')) timer = setTimeout(close, Math.max(current.until - Date.now(), atLeast));
  }

  for (const name of ['pointerenter', 'focusin']) el.addEventListener(name, () => clearTimeout(timer));
  for (const name of ['pointerleave', 'focusout']) el.addEventListener(name, () => setTimeout(wait, 0, GRACE));
  el.addEventListener('click', ({ target }) => {
    if (target.closest('.toast-action')) act();
    else if (target.closest('.toast-close')) close();
  });
  return {
    act,
    close,
    duration: DURATION,
    /**
     * `action`: {label, run}; `onLeave` is called when the toast disappears while it has the focus, which it does at the time `until`. With
     * `all` steps to go it stays until it is closed.
     */
    show({ message, action, all = 0, focus = false, until = all ? Infinity : Date.now() + DURATION, onLeave = () => {} }) {
      render(el, toast(message, action, all));
      current = { action, onLeave, until };
      if (focus) el.querySelector('button').focus();
      wait();
    },
    /** Shows that so many steps are done. */
    advance(done) {
      const progress = el.querySelector('progress');
      if (progress) progress.value = done;
    },
  };
}

function toast(message, action, all) {
  return html`
    <div class="toast">
      <p>${message}</p>
      ${all > 0 && html`<progress class="toast-progress" max="${all}" value="0" aria-label="${message}"></progress>`}
      ${action && html`<button type="button" class="toast-action">${action.label}</button>`}
      ${!all && html`<button type="button" class="toast-close" aria-label="${text.common.close}">${icon('close')}</button>`}
    </div>`;
}
