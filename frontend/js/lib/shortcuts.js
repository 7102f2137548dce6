// Keyboard shortcuts: one listener for the page, which ignores keys while somebody is typing.

import { local } from './storage.js';

const TYPED_INTO = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])';
const WALK = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];
const SETTLING = 400;
const actions = new Map();

/** Binds `key`: a lower-case letter, "/" or "?" (single keys, which can be switched off), or "Escape". `run(event)` returns false if it does nothing. */
export function onKey(key, run) {
  actions.set(key, run);
}

export function startShortcuts() {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (walksChoices(event)) openChoices(event);
    else if (sends(event)) submitForm(event);
    else if (!event.repeat || 'jk'.includes(keyOf(event))) act(event);
  });
}

function act(event) {
  const key = keyOf(event);
  const run = actions.get(key);
  if (!run || (key.length === 1 && !hasShortcuts())) return;
  if (event.target.closest?.(TYPED_INTO) || document.querySelector('dialog[open], [popover]:popover-open')) return;
  if (run(event) === false) return;
  event.preventDefault();
}

/** The key that is meant, or '' with a modifier. Shift only matters through the character it types. */
export function keyOf(event) {
  const { key, code, shiftKey } = event;
  // Windows reports AltGr, which some layouts need for "/", as Ctrl and Alt.
  if ((event.ctrlKey || event.altKey || event.metaKey) && !(event.getModifierState('AltGraph') && '/?'.includes(key))) return '';
  if (key.length !== 1) return shiftKey ? '' : key;
  if (key === '؟') return '?';
  // Capitals are typed with Shift, or with Caps Lock on.
  if (/^[a-z]$/i.test(key)) return shiftKey ? '' : key.toLowerCase();
  return /^\p{L}$/u.test(key) && !/\p{Script=Latin}/u.test(key) ? latinKey(code, shiftKey) : key;
}

// On keyboards for other scripts a shortcut is where it is on a Latin keyboard.
function latinKey(code, shiftKey) {
  if (code === 'Slash') return shiftKey ? '?' : '/';
  return code.startsWith('Key') && !shiftKey ? code.slice(3).toLowerCase() : '';
}

function walksChoices({ target, key, ctrlKey, metaKey, altKey }) {
  return target.localName === 'select' && WALK.includes(key) && !ctrlKey && !metaKey && !altKey;
}

// In a closed select each of these keys would choose, and so send, what is passed on the way: they open it, as on a Mac.
function openChoices(event) {
  event.preventDefault();
  try {
    event.target.showPicker();
  } catch {
    // An older browser opens it with Space.
  }
}

/**
 * Calls `run(select)` for each choice in a select within `el` that is meant. Chromium tells of a change, too, when Escape or a press
 * elsewhere closes a select's list in which arrow keys were pressed. If it was meant, a click or a key follows; on a phone, nothing.
 */
export function onChoice(el, run) {
  const before = new WeakMap();
  let waiting = null;
  let timer;
  const settle = (isMeant) => {
    const select = waiting;
    clearTimeout(timer);
    waiting = null;
    if (!isMeant) select.value = before.get(select) ?? select.value;
    before.set(select, select.value);
    if (isMeant) run(select);
  };
  el.addEventListener('focusin', ({ target }) => target.localName === 'select' && before.set(target, target.value));
  el.addEventListener('change', ({ target }) => {
    if (target.localName !== 'select') return;
    waiting = target;
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLING, true);
  });
  el.addEventListener('keyup', ({ target, key }) => target === waiting && settle(key !== 'Escape'));
  for (const name of ['click', 'focusout']) el.addEventListener(name, ({ target }) => target === waiting && settle(true));
  document.addEventListener('pointerdown', ({ target }) => waiting && target !== waiting && settle(false));
}

function sends({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  return key === 'Enter' && (ctrlKey || metaKey) && !altKey && !shiftKey;
}

function submitForm(event) {
  const button = event.target.form?.querySelector('[type=submit]:not(:disabled)');
  if (!button) return;
  event.preventDefault();
  event.target.form.requestSubmit(button);
}

/** Whether single keys ("/", "c", "j" …) are switched on. */
export function hasShortcuts() {
  return local.readText('shortcuts') !== 'off';
}

export function switchShortcuts(isOn) {
  if (isOn) local.remove('shortcuts');
  else local.writeText('shortcuts', 'off');
}
