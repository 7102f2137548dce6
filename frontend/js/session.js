// Who is signed in here.

import { login } from './api/auth.js';
import { refreshToken, storedUser, storeTokens, storeUser } from './api/tokens.js';

export function currentUser() {
  return refreshToken() ? storedUser() : null;
}

export function isAdmin(user) {
  return user.role === 'Admin';
}

export async function signIn(username, password) {
  const { user, ...tokens } = await login(username, password);
  storeTokens(tokens);
  storeUser(user);
}
