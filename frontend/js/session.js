// Who is signed in here.

import { login } from './api/auth-api.js';
import { clearSession, refreshToken, storedUser, storeTokens, storeUser } from './api/tokens.js';

/** The sign-in succeeded, but the browser could not store it. */
export class NotStored extends Error {}

export function currentUser() {
  return refreshToken() ? storedUser() : null;
}

export function isAdmin(user) {
  return user.role === 'Admin';
}

/** Throws NotStored, too. */
export async function signIn(username, password) {
  const { user, ...tokens } = await login(username, password);
  storeTokens(tokens);
  storeUser(user);
  if (currentUser()?.id === user.id) return;
  clearSession();
  throw new NotStored();
}
