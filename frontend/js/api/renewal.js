// A new access token when the old one is no longer good: one renewal at a time, across calls and across tabs.

import { ApiError, SessionEnded } from './problems.js';
import { accessToken, forgetTokens, refreshToken, storeTokens } from './tokens.js';
import { exchange } from './transport.js';

let queue = Promise.resolve();
let signInAgain = () => Promise.reject(new SessionEnded());
let signingIn; // however many calls wait, one dialog asks

/** `ask` resolves once somebody signed in again, and rejects with SessionEnded when nobody will. */
export function onSessionOver(ask) {
  signInAgain = ask;
}

/** The access token to go on with after `spent` was refused; throws `SessionEnded`, at once for a call that `isAside`. */
export async function renewedAccess(spent, { isAside = false } = {}) {
  const renewed = await oneAtATime(() => {
    const current = accessToken();
    // Another call or another tab was quicker. Its refresh token is the good one now; ours would look stolen.
    if (current && current !== spent) return current;
    return renew(refreshToken());
  });
  if (!renewed && isAside) throw new SessionEnded();
  return renewed ?? accessAfterSignIn(spent);
}

/** The access token of the sign-in that follows this one, which is over: `spent` is no longer any good. */
export async function accessAfterSignIn(spent) {
  if (accessToken() !== spent) return accessToken();
  forgetTokens();
  signingIn ??= signInAgain().finally(() => {
    signingIn = undefined;
  });
  await signingIn;
  return accessToken();
}

// Nothing when the service refuses: the sign-in is over.
async function renew(refresh) {
  if (!refresh) return undefined;
  const response = await exchange('/auth/refresh', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refresh }),
  });
  if (response.status >= 500 || response.status === 429) throw await ApiError.from(response);
  if (!response.ok) return undefined;
  const pair = await response.json();
  // Somebody signed in or out in another tab meanwhile: that is newer.
  if (refreshToken() !== refresh) return accessToken();
  storeTokens(pair);
  return pair.access;
}

function oneAtATime(task) {
  if (navigator.locks) return navigator.locks.request('ticketing-renewal', task);
  // Only secure contexts have locks. On plain http calls still queue within the tab, and the
  // service gives two tabs that renew at the same moment the same successor.
  const turn = queue.then(task, task);
  queue = turn.catch(() => {});
  return turn;
}
