// Staying signed in: what happens to a page when the session changes, in this tab or in another.

import { me } from './api/account.js';
import { SessionEnded } from './api/problems.js';
import { onSessionOver } from './api/renewal.js';
import { clearSession, storeUser } from './api/tokens.js';
import { sayNext } from './lib/flash.js';
import { text } from './lib/messages.js';
import { herePath } from './lib/next.js';
import { currentUser } from './session.js';

/** The user, or null with the page on its way to the sign-in page. */
export function requireUser() {
  const user = currentUser();
  if (!user) toSignIn();
  return user;
}

/** Asks the service who this is: a role may have changed since the sign-in. */
export async function confirmUser(signal) {
  const user = await me(signal);
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
