// What the API layer throws, in the words of the components.

import { ApiError, SessionEnded, Unreachable } from '../api/problems.js';
import { isOverridden } from '../config.js';
import { text } from '../lib/messages.js';
import { inReadersWords } from '../lib/refusals.js';

/** null for what needs no word: a call given up on purpose, or a page that is already leaving. */
export function problemOf(error) {
  if (error instanceof SessionEnded || error.name === 'AbortError') return null;
  if (error instanceof Unreachable && !navigator.onLine) return { kind: 'offline' };
  if (error instanceof Unreachable) {
    return { kind: 'unreachable', address: error.address, answers: error.answers, overridden: isOverridden() };
  }
  if (error instanceof ApiError) {
    return { kind: 'refused', status: error.status, message: inReadersWords(error.message), requestId: error.requestId };
  }
  console.error(error);
  return { kind: 'unexpected', message: error.message };
}

/** One sentence for `error`; '' where none is needed. */
export function messageOf(error) {
  const problem = problemOf(error);
  if (!problem) return '';
  return { offline: text.failure.offline, unreachable: text.failure.unreachable }[problem.kind] ?? problem.message;
}

export function isStatus(error, status) {
  return error instanceof ApiError && error.status === status;
}
