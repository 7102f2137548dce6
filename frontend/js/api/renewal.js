// A new access token when the old one is no longer good: one renewal at a time, across calls and across tabs.

import { ApiError, SessionEnded } from './problems.js';
import { accessToken, clearSession, refreshToken, storeTokens } from './tokens.js';
import { exchange } from './transport.js';

let queue = Promise.resolve();

/** The access token to go on with after `spent` was refused; throws `SessionEnded`. */
export function renewedAccess(spent) {
  return oneAtATime(async () => {
    const current = accessToken();
    // Another call or another tab was quicker. Its refresh token is the good one now; ours would look stolen.
    if (current && current !== spent) return current;
    return renew(refreshToken());
  });
}

/** Forget the session and tell the page. */
export function endSession() {
  clearSession();
  window.dispatchEvent(new Event('session-ended'));
  return new SessionEnded();
}

async function renew(refresh) {
  if (!refresh) throw endSession();
  const response = await exchange('/auth/refresh', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refresh }),
  });
  if (response.status >= 500 || response.status === 429) throw await ApiError.from(response);
  if (!response.ok) throw endSession();
  const pair = await response.json();
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
