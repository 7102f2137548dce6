// The endpoints under /auth for the signed-in user.

import { call, callForJson } from './client.js';

export function me(signal) {
  return callForJson('/auth/me', { signal });
}

export function logout(signal) {
  return call('/auth/logout', { method: 'POST', signal });
}

/** Ends every login of this user, this one too. */
export function logoutEverywhere() {
  return call('/auth/logout-everywhere', { method: 'POST' });
}

/** The address at which a browser is in the back office at once, good once and for half a minute. */
export async function backOfficeLink() {
  return (await callForJson('/auth/backoffice', { method: 'POST' })).url;
}

export function changePassword(current, wanted) {
  return call('/auth/password', { method: 'POST', json: { current, new: wanted } });
}
