// A call to the API by a signed-in user: with the access token, which is refreshed once when it is refused.

import { unlessAborted } from '../lib/timing.js';
import { accessAfterSignIn, refreshedAccess } from './token-refresh.js';
import { accessToken } from './tokens.js';
import { exchange, expectOk, isForeign, readJson, SessionEnded } from './transport.js';

/**
 * Options as for an exchange, and isBackground for calls nobody asked for: they give up rather than ask for the password.
 * Throws SessionEnded, too.
 */
export async function call(path, options = {}) {
  return expectOk(await exchangeSignedIn(path, options));
}

export async function callForJson(path, options) {
  return readJson(await call(path, options));
}

/** {answer, etag}; null when the answer is still as `knownEtag` says. */
export async function callIfChanged(path, { knownEtag, ...options } = {}) {
  const response = await call(path, { ...options, headers: knownEtag && { 'If-None-Match': knownEtag } });
  return response.status === 304 ? null : readTagged(response);
}

export async function readTagged(response) {
  return { answer: await readJson(response), etag: response.headers.get('ETag') };
}

async function exchangeSignedIn(path, { isBackground = false, ...options }) {
  const send = (access) => exchange(path, { ...options, access });
  const access = accessToken();
  const response = access && (await send(access));
  if (response && !isRefused(response)) return response;
  const refreshed = await unlessAborted(refreshedAccess(access, { isBackground }), options.signal);
  const second = await send(refreshed);
  if (!isRefused(second) || isBackground) return second;
  // A fresh token is refused: the account was deactivated, or the login was ended elsewhere.
  const third = await send(await unlessAborted(accessAfterSignIn(refreshed), options.signal));
  if (isRefused(third)) throw new SessionEnded();
  return third;
}

// A proxy's 401 says nothing of the token.
function isRefused(response) {
  return response.status === 401 && !isForeign(response);
}
