// A call to the API that needs no sign-in, and what all calls have in common.

import { ApiError, Unreachable } from './problems.js';
import { exchange } from './transport.js';

/**
 * Options: method, json (a body to encode) or body, headers, signal, and what the transport takes.
 * Resolves to the Response when it is ok or 304; throws ApiError or Unreachable.
 */
export async function callOpenly(path, options = {}) {
  return expectOk(await send(path, options));
}

export async function expectOk(response) {
  if (response.ok || response.status === 304) return response;
  throw await ApiError.from(response);
}

export async function readJson(response) {
  try {
    return await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Unreachable(true); // something else answers at this address
  }
}

/** One exchange, with `access` as its token when there is one; resolves to the Response whatever its status. */
export function send(path, { json, headers = {}, ...options }, access) {
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
