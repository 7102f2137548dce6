// The keys that every page has.

import { onKey, startShortcuts } from '../lib/shortcuts.js';
import { loadStyles } from '../lib/styles.js';

/** `here` is the page's name. */
export function followShortcuts(here) {
  onKey('/', () => toSearch(here));
  onKey('c', () => toForm(here));
  onKey('?', openHelp);
  document.addEventListener('shortcuts-help', openHelp);
  startShortcuts();
}

function toSearch(here) {
  if (here !== 'tickets') return location.assign('tickets.html#search');
  const search = document.querySelector('#search');
  search.focus();
  search.select();
}

function toForm(here) {
  if (here !== 'submit') return location.assign('submit.html');
  document.querySelector('#title').focus();
}

async function openHelp() {
  // Who never asks never loads it.
  const [{ openShortcuts }] = await Promise.all([import('../components/shortcuts-dialog.js'), loadStyles('dialogs')]);
  if (!document.querySelector('dialog[open]')) openShortcuts();
}
