// The endpoints under /auth, and /health.

import { call, callForJson } from './client.js';

export function login(username, password) {
  return callForJson('/auth/login', { method: 'POST', json: { username, password }, anonymous: true });
}

export function logout(signal) {
  return call('/auth/logout', { method: 'POST', signal });
}

export function me() {
  return callForJson('/auth/me');
}

export function health() {
  return callForJson('/health', { anonymous: true });
}
