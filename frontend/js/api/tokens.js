// The session in localStorage, shared by all tabs: `access`, `refresh`, `user`.

import { local } from '../lib/storage.js';

export const accessToken = () => local.readText('access');
export const refreshToken = () => local.readText('refresh');
export const storedUser = () => local.read('user');

export function storeTokens({ access, refresh }) {
  local.writeText('access', access);
  local.writeText('refresh', refresh);
}

export function storeUser(user) {
  local.write('user', user);
}

/** The login is over; its user may sign in again on this page. */
export function forgetTokens() {
  ['access', 'refresh'].forEach(local.remove);
}

/** Whoever signs in next may see other things than this user did. */
export function clearSession() {
  // The user goes last: other tabs watch it, and must find the tokens gone.
  forgetTokens();
  local.remove('categories');
  local.remove('user');
}
