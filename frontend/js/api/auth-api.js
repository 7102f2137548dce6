// The endpoints that need no sign-in.

import { exchangeJson } from './transport.js';

export function login(username, password) {
  return exchangeJson('/auth/login', { method: 'POST', json: { username, password } });
}

export function health() {
  return exchangeJson('/health');
}
