// The endpoints that are there for anyone: to sign in, and to see whether the service is up.

import { callOpenly, readJson } from './client.js';

export async function login(username, password) {
  return readJson(await callOpenly('/auth/login', { method: 'POST', json: { username, password } }));
}

export async function health() {
  return readJson(await callOpenly('/health'));
}
