// The endpoints under /auth, and the health check.

import { call, callForJson } from './client.js';
import { exchangeJson } from './transport.js';

export function login(username, password) {
  return exchangeJson('/auth/login', { method: 'POST', json: { username, password } });
}

export function health() {
  return exchangeJson('/health');
}

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

export function changePassword(current, wanted) {
  return call('/auth/password', { method: 'POST', json: { current, new: wanted } });
}
