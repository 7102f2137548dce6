// What can go wrong with a call, as errors the pages can tell apart.

import { apiBaseUrl } from '../config.js';

/** The API answered with an error: an RFC 9457 problem document. */
export class ApiError extends Error {
  constructor(response, problem) {
    super(problem.detail || problem.title || response.statusText || `HTTP ${response.status}`);
    this.status = response.status;
    this.errors = problem.errors ?? {};
    this.retryAfter = Number(response.headers.get('Retry-After')) || null;
    this.requestId = response.headers.get('X-Request-ID');
  }

  static async from(response) {
    const problem = await response.json().catch(() => ({}));
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
