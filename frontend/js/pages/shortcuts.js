// The keys that every page has.

import { onKey, startShortcuts } from '../lib/shortcuts.js';
import { tellMissingPart } from './missing-part.js';

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
  const dialog = await import('../components/shortcuts-dialog.js').catch(tellMissingPart);
  dialog?.openShortcuts();
}
