// What every page behind the sign-in does first: the session, the account, the keys.

import { logout, logoutEverywhere, me } from '../api/account-api.js';
import { onSessionOver } from '../api/token-refresh.js';
import { clearSession, storeUser } from '../api/tokens.js';
import { SessionEnded } from '../api/transport.js';
import { mountAccountButton } from '../components/account-button.js';
import { herePath } from '../lib/links.js';
import { text } from '../lib/messages.js';
import { keysWait, onKey, startShortcuts } from '../lib/shortcuts.js';
import { setFlash } from '../lib/storage.js';
import { currentUser, isAdmin } from '../session.js';
import { openPage } from './open-page.js';
import { tellMissingPart, throwMissingPart } from './problems.js';

const LOGOUT_TIMEOUT = 3000;

/** Runs `main(user)`, or goes to the sign-in page. `here` is the page's name. */
export function startPage(here, main) {
  const user = currentUser();
  if (!user) return toSignIn();
  openPage();
  watchSession(user);
  mountAccount(user);
  mountShortcuts(here, user);
  return main(user);
}

/** Asks the service who this is: the role may have changed since the sign-in. */
export async function confirmUser(signal) {
  const user = await me(signal);
  storeUser(user);
  return user;
}

/** Signs out here even if the service can't be reached. */
export async function signOut() {
  // Signing out must not ask for the password.
  onSessionOver(() => Promise.reject(new SessionEnded()));
  await logout(AbortSignal.timeout(LOGOUT_TIMEOUT)).catch(() => {});
  leave(text.signIn.signedOut);
}

/** Throws if the service can't be reached; then the user is still signed in, here and elsewhere. */
export async function signOutEverywhere() {
  await logoutEverywhere();
  leave(text.signIn.signedOutEverywhere);
}

function leave(message) {
  clearSession();
  setFlash(message);
  location.replace('index.html');
}

function toSignIn(reason) {
  if (reason) setFlash(reason);
  location.replace(`index.html?next=${encodeURIComponent(herePath())}`);
}

// The session may end in another tab, or by the API's word.
function watchSession(user) {
  onSessionOver(async () => {
    const { askAgain } = await import('./sign-in-again.js').catch(throwMissingPart);
    if (await askAgain(user)) return;
    clearSession();
    toSignIn();
    throw new SessionEnded();
  });
  window.addEventListener('storage', ({ key }) => {
    if (key === 'user' || key === null) followOtherTab(user);
  });
  // Back after a sign-out must not show the page from the browser's cache.
  window.addEventListener('pageshow', ({ persisted }) => persisted && followOtherTab(user));
}

function followOtherTab(user) {
  const now = currentUser();
  if (!now) toSignIn(text.signIn.signedOutElsewhere);
  else if (now.id !== user.id || now.role !== user.role) location.reload();
}

function mountAccount(user) {
  const el = document.querySelector('#account');
  el.addEventListener('menu-missing', tellMissingPart);
  mountAccountButton(el, user.username, async () => (await import('./account.js')).mountAccount(el, user));
}

function mountShortcuts(here, user) {
  const openHelp = () => openShortcuts(isAdmin(user));
  onKey('/', () => (here === 'tickets' ? focusSearch() : location.assign('tickets.html#search')));
  onKey('c', () => (here === 'submit' ? document.querySelector('#title').focus() : location.assign('submit.html')));
  onKey('?', openHelp);
  onKey('Ctrl+k', () => openPalette(isAdmin(user)));
  document.addEventListener('shortcuts-help', openHelp);
  startShortcuts();
}

function focusSearch() {
  const search = document.querySelector('#search');
  search.focus();
  search.select();
}

async function openShortcuts(forAdmin) {
  const dialog = await import('../components/shortcuts-dialog.js').catch(tellMissingPart);
  dialog?.openShortcuts({ isAdmin: forAdmin });
}

async function openPalette(forAdmin) {
  const palette = await keysWait(import('./palette.js')).catch(tellMissingPart);
  palette?.openPalette({ isAdmin: forAdmin });
}
