// One exchange with the API.

import { apiBaseUrl } from '../config.js';
import { watchPatience } from '../lib/slowness.js';
import { Unreachable } from './problems.js';

const PATIENCE = 30_000;

/**
 * Resolves to a Response whatever its status; throws `Unreachable`, or an AbortError when `signal` said so.
 * `carry` takes the request there, with the options that are left over.
 */
export async function exchange(path, { method = 'GET', headers = {}, body, signal, carry = byFetch, ...options }) {
  try {
    return await carry(apiBaseUrl() + path, { method, headers, body, signal, ...options });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new Unreachable(await somethingAnswers());
  }
}

function byFetch(url, { method, headers, body, signal }) {
  return watchPatience(fetch(url, { method, headers, body, cache: 'no-store', signal: within(PATIENCE, signal) }));
}

function within(milliseconds, signal) {
  const timeout = AbortSignal.timeout(milliseconds);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

// A service that is up but does not allow this page's origin fails like one that is down.
// A request without CORS tells the two apart: its answer cannot be read, but it arrives.
async function somethingAnswers() {
  try {
    await fetch(`${apiBaseUrl()}/health`, { mode: 'no-cors', cache: 'no-store', signal: AbortSignal.timeout(2000) });
    return true;
  } catch {
    return false;
  }
}
