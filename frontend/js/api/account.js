// The endpoints under /auth for whoever is signed in.

import { call, callForJson } from './signed.js';

export function me(signal) {
  return callForJson('/auth/me', { signal });
}

export function logout(signal) {
  return call('/auth/logout', { method: 'POST', signal });
}

/** Every login of this user ends, this one too. */
export function logoutEverywhere() {
  return call('/auth/logout-everywhere', { method: 'POST' });
}

export function changePassword(current, wanted) {
  return call('/auth/password', { method: 'POST', json: { current, new: wanted } });
}
