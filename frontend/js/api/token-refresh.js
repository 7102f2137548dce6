// A new access token when the old one is refused: one refresh at a time, across calls and across tabs.

import { accessToken, forgetTokens, refreshToken, storeTokens } from './tokens.js';
import { ApiError, exchange, isForeign, SessionEnded } from './transport.js';

let queue = Promise.resolve();
let signInAgain = () => Promise.reject(new SessionEnded());
let signingIn; // one dialog for all calls that wait

/** `ask` resolves once the user has signed in again, and rejects with SessionEnded otherwise. */
export function onSessionOver(ask) {
  signInAgain = ask;
}

/** The access token that follows `refused`; throws SessionEnded, at once for a call that `isBackground`. */
export async function refreshedAccess(refused, { isBackground = false } = {}) {
  const access = await oneAtATime(() => {
    const current = accessToken();
    // Another call or another tab was quicker. Its refresh token is the valid one; using ours would look like theft.
    if (current && current !== refused) return current;
    return refresh(refreshToken());
  });
  if (!access && isBackground) throw new SessionEnded();
  return access ?? accessAfterSignIn(refused);
}

/** The access token of the next sign-in: the login of `refused` is over. */
export async function accessAfterSignIn(refused) {
  if (accessToken() !== refused) return accessToken();
  forgetTokens();
  signingIn ??= signInAgain().finally(() => {
    signingIn = undefined;
  });
  await signingIn;
  return accessToken();
}

// Undefined when the service refuses: the login is over.
async function refresh(token) {
  if (!token) return undefined;
  const response = await exchange('/auth/refresh', { method: 'POST', json: { refresh: token } });
  if (response.status >= 500 || response.status === 429 || isForeign(response)) throw await ApiError.from(response);
  if (!response.ok) return undefined;
  const pair = await response.json();
  // A sign-in or sign-out in another tab meanwhile is newer.
  if (refreshToken() !== token) return accessToken();
  storeTokens(pair);
  return pair.access;
}

function oneAtATime(task) {
  if (navigator.locks) return navigator.locks.request('ticketing-token-refresh', task);
  // Only secure contexts have locks. On plain http calls still queue within the tab, and the
  // service gives two tabs that refresh at the same moment the same successor.
  const turn = queue.then(task, task);
  queue = turn.catch(() => {});
  return turn;
}
