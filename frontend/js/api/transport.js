// One HTTP exchange with the API, and the errors it can end with.

import { apiBaseUrl } from '../config.js';

const TIMEOUT = 30_000;
const SLOW = 5000;

const slowRequests = new Set();

/** An error as answer: the API's, an RFC 9457 problem document, or a proxy's. */
export class ApiError extends Error {
  constructor(response, problem) {
    super(problem.detail || problem.title || response.statusText || `HTTP ${response.status}`);
    this.status = response.status;
    this.isForeign = isForeign(response);
    this.errors = problem.errors ?? {};
    this.retryAfter = Number(response.headers.get('Retry-After')) || null;
    this.requestId = response.headers.get('X-Request-ID');
  }

  static async from(response) {
    const problem = isForeign(response) ? {} : await response.json().catch(() => ({}));
    return new ApiError(response, problem ?? {});
  }
}

/** No answer that the page may read; `answers` says whether something listens at the address all the same. */
export class Unreachable extends Error {
  constructor(answers) {
    super(`No answer from ${apiBaseUrl()}`);
    this.address = apiBaseUrl();
    this.answers = answers;
  }
}

/** The login is over and the user did not sign in again; the page is on its way to the sign-in page. */
export class SessionEnded extends Error {}

/**
 * Options: method, json (a body to encode) or body, headers, signal, access (a token), `carry` in place of fetch and what it takes.
 * Resolves to a Response whatever its status; throws Unreachable, or an AbortError when `signal` aborts.
 */
export async function exchange(path, { method = 'GET', json, body, headers, access, signal, carry = byFetch, ...options }) {
  const request = { method, body: json === undefined ? body : JSON.stringify(json), headers: headersOf({ json, access, headers }), signal };
  try {
    return await carry(apiBaseUrl() + path, { ...request, ...options });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new Unreachable(await somethingAnswers());
  }
}

/** Whether it is an error that the API itself did not answer with. */
export function isForeign(response) {
  return !response.ok && !/^application\/problem\+json\b/.test(response.headers.get('Content-Type'));
}

/** An exchange for JSON that needs no sign-in; throws ApiError, too. */
export async function exchangeJson(path, options = {}) {
  return readJson(await expectOk(await exchange(path, options)));
}

/** The response if it is ok or 304. */
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

function headersOf({ json, access, headers }) {
  return {
    Accept: 'application/json',
    ...(json !== undefined && { 'Content-Type': 'application/json' }),
    ...(access && { Authorization: `Bearer ${access}` }),
    ...headers,
  };
}

function byFetch(url, { signal, ...request }) {
  const timeout = AbortSignal.timeout(TIMEOUT);
  return tellWhenSlow(fetch(url, { ...request, cache: 'no-store', signal: signal ? AbortSignal.any([signal, timeout]) : timeout }));
}

/** The same promise; the window hears 'service-slow' {detail: true} when it takes long, and {detail: false} afterwards. */
function tellWhenSlow(promise) {
  const tell = () => window.dispatchEvent(new CustomEvent('service-slow', { detail: slowRequests.size > 0 }));
  const timer = setTimeout(() => {
    slowRequests.add(promise);
    tell();
  }, SLOW);
  const done = () => {
    clearTimeout(timer);
    if (slowRequests.delete(promise)) tell();
  };
  promise.then(done, done);
  return promise;
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
