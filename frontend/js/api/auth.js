// The endpoints under /auth, and /health.

import { call, callForJson } from './client.js';

export function login(username, password) {
  return callForJson('/auth/login', { method: 'POST', json: { username, password }, anonymous: true });
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

export function me() {
  return callForJson('/auth/me');
}

export function health() {
  return callForJson('/health', { anonymous: true });
}
