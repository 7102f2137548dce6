// What every page does first: language, messages, chat; behind the sign-in also the session, the account and the keys.

import { loadChat } from '../chat.js';
import { mountAccountButton } from '../components/account-button.js';
import { mountLiveRegions, showNotice } from '../components/notices.js';
import { translateDocument } from '../lib/messages.js';
import { onKey, startShortcuts } from '../lib/shortcuts.js';
import { takeFlash } from '../lib/storage.js';
import { requireUser, watchSession } from '../session.js';
import { tellMissingPart, throwMissingPart } from './problems.js';

export function openPage() {
  translateDocument();
  mountLiveRegions();
  const flash = takeFlash();
  if (flash) showNotice(document.querySelector('#notice'), flash);
  loadChat();
}

/** Runs `main(user)`, or goes to the sign-in page. `here` is the page's name. */
export function startPage(here, main) {
  const user = requireUser();
  if (!user) return;
  openPage();
  watchSession(user, () => askAgain(user));
  mountAccount(user);
  mountShortcuts(here);
  main(user);
}

function mountAccount(user) {
  const el = document.querySelector('#account');
  el.addEventListener('menu-missing', tellMissingPart);
  mountAccountButton(el, user.username, async () => (await import('./account.js')).mountAccount(el, user));
}

async function askAgain(user) {
  const { askAgain } = await import('./sign-in-again.js').catch(throwMissingPart);
  return askAgain(user);
}

function mountShortcuts(here) {
  onKey('/', () => (here === 'tickets' ? focusSearch() : location.assign('tickets.html#search')));
  onKey('c', () => (here === 'submit' ? document.querySelector('#title').focus() : location.assign('submit.html')));
  onKey('?', openShortcuts);
  document.addEventListener('shortcuts-help', openShortcuts);
  startShortcuts();
}

function focusSearch() {
  const search = document.querySelector('#search');
  search.focus();
  search.select();
}

async function openShortcuts() {
  const dialog = await import('../components/shortcuts-dialog.js').catch(tellMissingPart);
  dialog?.openShortcuts();
}
