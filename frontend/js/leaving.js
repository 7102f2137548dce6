// Signing out, here or everywhere.

import { logout, logoutEverywhere } from './api/account.js';
import { SessionEnded } from './api/problems.js';
import { onSessionOver } from './api/renewal.js';
import { clearSession } from './api/tokens.js';
import { sayNext } from './lib/flash.js';
import { text } from './lib/messages.js';

const PATIENCE = 3000;

/** Signs out here even when the service cannot be told: whoever leaves the desk must be gone. */
export async function signOut() {
  // Whoever wants to go is not asked for the password once more.
  onSessionOver(() => Promise.reject(new SessionEnded()));
  await logout(AbortSignal.timeout(PATIENCE)).catch(() => {});
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
