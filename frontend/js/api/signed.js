// A call to the API by whoever is signed in: with the access token, which is renewed once when it is refused.

import { unlessAborted } from '../lib/timing.js';
import { expectOk, readJson, send } from './client.js';
import { SessionEnded } from './problems.js';
import { accessAfterSignIn, renewedAccess } from './renewal.js';
import { accessToken } from './tokens.js';

/**
 * Options as without a sign-in, and isAside for what nobody asked for, which is given up rather than asking for the password.
 * Throws SessionEnded, too.
 */
export async function call(path, options = {}) {
  return expectOk(await sendSigned(path, options));
}

export async function callForJson(path, options) {
  return readJson(await call(path, options));
}

async function sendSigned(path, { isAside = false, ...options }) {
  const access = accessToken();
  const response = access && (await send(path, options, access));
  if (response && response.status !== 401) return response;
  const { signal } = options;
  const renewed = await unlessAborted(renewedAccess(access, { isAside }), signal);
  const second = await send(path, options, renewed);
  if (second.status !== 401 || isAside) return second;
  // A fresh token that is refused: the account is closed or the login was ended elsewhere.
  const third = await send(path, options, await unlessAborted(accessAfterSignIn(renewed), signal));
  if (third.status === 401) throw new SessionEnded();
  return third;
}
