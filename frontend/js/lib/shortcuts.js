// Keyboard shortcuts: one listener for the page, which ignores keys while somebody is typing.

import { html } from './html.js';
import { local } from './storage.js';

const TYPED_INTO = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])';
const OPEN = 'dialog[open], [popover]:popover-open';
const WALK = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];
const PRESSED_BY = { Enter: 'a, button, summary', ' ': 'button, summary, input' };
const SETTLING = 400;
const MOST_KEPT = 30;
const actions = new Map();
let working = 0; // how many promises keys wait for
let closed = 0; // how many of them fields wait for, too
let kept = []; // the keys pressed meanwhile

/**
 * Binds `key`: a lower-case letter, "Shift+E", "/" or "?" (single keys, which can be switched off), "Escape", or "Ctrl+k", which is taken
 * from fields too. `run()` returns false if it does nothing.
 */
export function onKey(key, run) {
  actions.set(key, run);
}

/** The keys that do something on this page. */
export function boundKeys() {
  return [...actions.keys()];
}

export function runKey(key) {
  return actions.get(key)?.();
}

/**
 * The same promise. Keys pressed until it settles take effect afterwards, in their order, so that nobody need wait for what a key does;
 * if it fails, they are forgotten, as they were meant for what it would have done. What is typed into a field waits only if `inFields`.
 */
export function keysWait(promise, { inFields = false } = {}) {
  const settle = (isDone) => () => {
    working -= 1;
    closed -= Number(inFields);
    if (!isDone) kept = [];
    setTimeout(replayAll); // what follows the promise at once may have keys wait on
  };
  working += 1;
  closed += Number(inFields);
  promise.then(settle(true), settle(false));
  return promise;
}

function replayAll() {
  while (!working && kept.length) replay(kept.shift());
}

export function startShortcuts() {
  // Before the field that has the focus hears of it; what is replayed is not kept again.
  document.addEventListener('keydown', (event) => {
    if (event.isTrusted && !event.isComposing && (kept.length || closed || (working && isForPage(event)))) keep(event);
  }, true);
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
  if (!run || !isOn(key)) return;
  if (key.startsWith('Ctrl+') ? document.querySelector(OPEN) : !isForPage(event)) return;
  if (run() === false) return;
  event.preventDefault();
}

function isOn(key) {
  return key === 'Escape' || key.startsWith('Ctrl+') || hasShortcuts();
}

function isForPage({ target }) {
  return !target.closest?.(TYPED_INTO) && !document.querySelector(OPEN);
}

function keep(event) {
  const key = keyOf(event) || event.key;
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key.length === 1 || event.key === 'Enter')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (kept.length < MOST_KEPT) kept.push({ key, typed: event.key });
}

function replay({ key, typed }) {
  const el = document.activeElement;
  if (el.matches(TYPED_INTO)) typeInto(el, typed);
  else if (typed in PRESSED_BY) el.matches(PRESSED_BY[typed]) && el.click();
  else if (isOn(key)) runKey(key);
}

function typeInto(field, typed) {
  if (typed === 'Enter') return field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  field.setRangeText(typed, field.selectionStart, field.selectionEnd, 'end');
  return field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** The key that is meant, or '' with a modifier that means nothing. Shift matters with letters, otherwise through the character it types. */
export function keyOf(event) {
  const { key, code, shiftKey, ctrlKey, metaKey, altKey } = event;
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && letterOf(key, code) === 'k') return 'Ctrl+k';
  // Windows reports AltGr, which some layouts need for "/", as Ctrl and Alt.
  if ((ctrlKey || altKey || metaKey) && !(event.getModifierState('AltGraph') && '/?'.includes(key))) return '';
  if (key.length !== 1) return shiftKey ? '' : key;
  if (key === '؟') return '?';
  const letter = letterOf(key, code);
  // Capitals are typed with Shift, or with Caps Lock on.
  if (letter) return shiftKey ? `Shift+${letter.toUpperCase()}` : letter;
  // On keyboards for other scripts "/" is where it is on a Latin one.
  if (isOtherLetter(key)) return code === 'Slash' ? (shiftKey ? '?' : '/') : '';
  return key;
}

function isOtherLetter(key) {
  return /^\p{L}$/u.test(key) && !/\p{Script=Latin}/u.test(key);
}

// On keyboards for other scripts a shortcut is where it is on a Latin keyboard.
function letterOf(key, code) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  return isOtherLetter(key) && code.startsWith('Key') ? code.slice(3).toLowerCase() : '';
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

function sends({ key, ctrlKey, metaKey, altKey }) {
  return key === 'Enter' && (ctrlKey || metaKey) && !altKey;
}

// With Shift too it presses the button that says so.
function submitForm(event) {
  const which = event.shiftKey ? '[aria-keyshortcuts~="Control+Shift+Enter"]' : '';
  const button = event.target.form?.querySelector(`[type=submit]${which}:not(:disabled)`);
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

/** Shows which key does what stands beside it. */
export function keyHint(key) {
  return hasShortcuts() && html`<kbd aria-hidden="true">${key}</kbd>`;
}
