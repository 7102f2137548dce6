// What the API layer throws, in the words of the components.

import { ApiError, SessionEnded, Unreachable } from '../api/problems.js';
import { isOverridden } from '../config.js';

/** null for what needs no word: a call given up on purpose, or a page that is already leaving. */
export function problemOf(error) {
  if (error instanceof SessionEnded || error.name === 'AbortError') return null;
  if (error instanceof Unreachable) {
    return { kind: 'unreachable', address: error.address, answers: error.answers, overridden: isOverridden() };
  }
  if (error instanceof ApiError) {
    return { kind: 'refused', status: error.status, message: error.message, requestId: error.requestId };
  }
  console.error(error);
  return { kind: 'unexpected', message: error.message };
}

export function isStatus(error, status) {
  return error instanceof ApiError && error.status === status;
}
