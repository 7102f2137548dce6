// Scroll position and focus, kept in each history entry, so that Back and reload return to them.

import { rowIn } from './links.js';
import { debounce } from './timing.js';

// Until the position is restored, the one on the screen must not be saved.
let isRestoring = true;

export function keepPosition() {
  // The browser would scroll before the list is there.
  history.scrollRestoration = 'manual';
  const row = rowIn(location.hash);
  if (row) history.replaceState({ focus: `[data-id="${row}"] [data-part="link"]` }, '', location.pathname + location.search);
  window.addEventListener('popstate', () => {
    isRestoring = true;
  });
  const saveSoon = debounce(save, 200);
  window.addEventListener('scroll', saveSoon, { passive: true });
  document.addEventListener('focusin', saveSoon);
  window.addEventListener('pagehide', save);
}

function save() {
  if (isRestoring) return;
  history.replaceState({ ...history.state, top: window.scrollY, focus: selectorOf(document.activeElement) }, '');
}

/** Saves the position for the last time before another history entry is made. */
export function leavePosition() {
  save();
  isRestoring = true;
}

/** Returns to the position saved in this history entry; a new entry has none. */
export function restorePosition() {
  const { top, focus } = history.state ?? {};
  isRestoring = false;
  const el = focus && document.querySelector(focus);
  el?.focus({ preventScroll: true });
  if (top === undefined) (el?.closest('[data-id]') ?? el)?.scrollIntoView({ block: 'nearest' });
  else window.scrollTo({ top, behavior: 'instant' });
  save();
}

/** A selector that finds the same control after its row was drawn again: `data-part` within `data-id`, or its own id. */
export function selectorOf(el) {
  const row = el?.closest('[data-id]');
  if (row && el.dataset.part) return `[data-id="${CSS.escape(row.dataset.id)}"] [data-part="${CSS.escape(el.dataset.part)}"]`;
  return el?.id ? `#${CSS.escape(el.id)}` : null;
}
