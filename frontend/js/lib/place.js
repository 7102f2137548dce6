// Where the reader is in the list, kept with each entry of the history: Back and reload return to it.

import { debounce } from './timing.js';

// Until the place is found again, what is on the screen is not it.
let isReturning = true;

export function keepPlace() {
  // The browser would scroll before there is a list to scroll in.
  history.scrollRestoration = 'manual';
  window.addEventListener('popstate', () => {
    isReturning = true;
  });
  const noteSoon = debounce(notePlace, 200);
  window.addEventListener('scroll', noteSoon, { passive: true });
  document.addEventListener('focusin', noteSoon);
  window.addEventListener('pagehide', notePlace);
}

function notePlace() {
  if (isReturning) return;
  history.replaceState({ ...history.state, top: window.scrollY, focus: keyOf(document.activeElement) }, '');
}

/** Notes the place for the last time: what is done from now on is done on the way to another one. */
export function leavePlace() {
  notePlace();
  isReturning = true;
}

/** Returns to the place that this entry of the history was left at; a new entry has none. */
export function returnToPlace() {
  const { top, focus } = history.state ?? {};
  isReturning = false;
  if (focus) document.querySelector(focus)?.focus({ preventScroll: true });
  if (top !== undefined) window.scrollTo({ top, behavior: 'instant' });
  notePlace();
}

/** A selector that finds the same control when its row was drawn anew: `data-part` within `data-id`, or its own id. */
export function keyOf(el) {
  const row = el?.closest('[data-id]');
  if (row && el.dataset.part) return `[data-id="${CSS.escape(row.dataset.id)}"] [data-part="${CSS.escape(el.dataset.part)}"]`;
  return el?.id ? `#${CSS.escape(el.id)}` : null;
}
