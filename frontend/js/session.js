// The session: who is signed in here, and what happens to a page when that changes, in this tab or another.

import { login, logout, logoutEverywhere, me } from './api/auth-api.js';
import { SessionEnded } from './api/errors.js';
import { onSessionOver } from './api/token-refresh.js';
import { clearSession, refreshToken, storedUser, storeTokens, storeUser } from './api/tokens.js';
import { herePath } from './lib/links.js';
import { text } from './lib/messages.js';
import { setFlash } from './lib/storage.js';

const LOGOUT_TIMEOUT = 3000;

/** The sign-in succeeded, but the browser could not store it. */
export class NotStored extends Error {}

export function currentUser() {
  return refreshToken() ? storedUser() : null;
}

export function isAdmin(user) {
  return user.role === 'Admin';
}

/** Throws NotStored, too. */
export async function signIn(username, password) {
  const { user, ...tokens } = await login(username, password);
  storeTokens(tokens);
  storeUser(user);
  if (currentUser()?.id === user.id) return;
  clearSession();
  throw new NotStored();
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

/** The user, or null with the page on its way to the sign-in page. */
export function requireUser() {
  const user = currentUser();
  if (!user) toSignIn();
  return user;
}

/** Asks the service who this is: the role may have changed since the sign-in. */
export async function confirmUser(signal) {
  const user = await me(signal);
  storeUser(user);
  return user;
}

/** Follows the session in other tabs and in the API's answers; `askAgain()` resolves to whether the user signed in again. */
export function watchSession(user, askAgain) {
  onSessionOver(async () => {
    if (await askAgain()) return;
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

function leave(message) {
  clearSession();
  setFlash(message);
  location.replace('index.html');
}

function toSignIn(reason) {
  if (reason) setFlash(reason);
  location.replace(`index.html?next=${encodeURIComponent(herePath())}`);
}
