// Who is signed in here, and what happens when that changes in this tab or in another.

import { login, logout, logoutEverywhere, me } from './api/auth.js';
import { SessionEnded } from './api/problems.js';
import { onSessionOver } from './api/renewal.js';
import { clearSession, refreshToken, storedUser, storeTokens, storeUser } from './api/tokens.js';
import { sayNext } from './lib/flash.js';
import { herePath } from './lib/links.js';
import { text } from './lib/messages.js';

const LOGOUT_PATIENCE = 3000;

export function currentUser() {
  return refreshToken() ? storedUser() : null;
}

export function isAdmin(user) {
  return user.role === 'Admin';
}

export async function signIn(username, password) {
  const { user, ...tokens } = await login(username, password);
  storeTokens(tokens);
  storeUser(user);
}

/** Signs out here even when the service cannot be told: whoever leaves the desk must be gone. */
export async function signOut() {
  // Whoever wants to go is not asked for the password once more.
  onSessionOver(() => Promise.reject(new SessionEnded()));
  await logout(AbortSignal.timeout(LOGOUT_PATIENCE)).catch(() => {});
  leave(text.signIn.signedOut);
}

/** Throws when the service could not be told: then one is still signed in, here and elsewhere. */
export async function signOutEverywhere() {
  await logoutEverywhere();
  leave(text.signIn.signedOutEverywhere);
}

function leave(message) {
  clearSession();
  sayNext(message);
  location.replace('index.html');
}

/** The user, or null with the page on its way to the sign-in page. */
export function requireUser() {
  const user = currentUser();
  if (!user) toSignIn();
  return user;
}

/** Asks the service who this is: a role may have changed since the sign-in. */
export async function confirmUser() {
  const user = await me();
  storeUser(user);
  return user;
}

/** Follow what other tabs do with the session, and what the API says of it; `askAgain()` tells whether one signed in again. */
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
  // Back after a sign-out must not show the page as the browser kept it.
  window.addEventListener('pageshow', ({ persisted }) => persisted && followOtherTab(user));
}

function followOtherTab(user) {
  const now = currentUser();
  if (!now) toSignIn(text.signIn.signedOutElsewhere);
  else if (now.id !== user.id || now.role !== user.role) location.reload();
}

function toSignIn(reason) {
  if (reason) sayNext(reason);
  location.replace(`index.html?next=${encodeURIComponent(herePath())}`);
}
