// The session as localStorage has it, shared by all tabs: `access`, `refresh`, `user`.

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

/** The sign-in is over, its user is still at the desk. */
export function forgetTokens() {
  ['access', 'refresh'].forEach(local.remove);
}

export function clearSession() {
  // The user goes last: other tabs watch it, and find the rest gone.
  forgetTokens();
  local.remove('user');
}
