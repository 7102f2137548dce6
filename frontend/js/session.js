// Who is signed in here.

import { login } from './api/auth.js';
import { clearSession, refreshToken, storedUser, storeTokens, storeUser } from './api/tokens.js';

/** The service let somebody in, and this browser keeps nothing of it: its storage is refused, or full. */
export class NotKept extends Error {}

export function currentUser() {
  return refreshToken() ? storedUser() : null;
}

export function isAdmin(user) {
  return user.role === 'Admin';
}

/** Throws `NotKept`, too. */
export async function signIn(username, password) {
  const { user, ...tokens } = await login(username, password);
  storeTokens(tokens);
  storeUser(user);
  if (currentUser()?.id === user.id) return;
  clearSession();
  throw new NotKept();
}
