// A call to the API: signed with the access token, which is renewed once when it is refused.

import { ApiError, SessionEnded, Unreachable } from './problems.js';
import { accessAfterSignIn, renewedAccess } from './renewal.js';
import { accessToken } from './tokens.js';
import { exchange } from './transport.js';

/**
 * Options: method, json (a body to encode) or body, headers, signal, onProgress(share), anonymous, and isAside for what
 * nobody asked for, which is given up rather than asking for the password.
 * Resolves to the Response when it is ok or 304; throws ApiError, Unreachable or SessionEnded.
 */
export async function call(path, { anonymous = false, ...options } = {}) {
  const response = anonymous ? await send(path, options) : await sendSigned(path, options);
  if (response.ok || response.status === 304) return response;
  throw await ApiError.from(response);
}

export async function callForJson(path, options) {
  return readJson(await call(path, options));
}

export async function readJson(response) {
  try {
    return await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Unreachable(true); // something else answers at this address
  }
}

async function sendSigned(path, options) {
  const access = accessToken();
  const response = access && (await send(path, options, access));
  if (response && response.status !== 401) return response;
  const renewed = await renewedAccess(access, options);
  const second = await send(path, options, renewed);
  if (second.status !== 401 || options.isAside) return second;
  // A fresh token that is refused: the account is closed or the login was ended elsewhere.
  const third = await send(path, options, await accessAfterSignIn(renewed));
  if (third.status === 401) throw new SessionEnded();
  return third;
}

function send(path, { json, headers = {}, isAside, ...options }, access) {
  return exchange(path, {
    ...options,
    body: json === undefined ? options.body : JSON.stringify(json),
    headers: {
      Accept: 'application/json',
      ...(json !== undefined && { 'Content-Type': 'application/json' }),
      ...(access && { Authorization: `Bearer ${access}` }),
      ...headers,
    },
  });
}
