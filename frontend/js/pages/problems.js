// What went wrong, in the reader's words: errors of the API, refusals by the service, parts of a page that could not be loaded.

import { ApiError, SessionEnded, Unreachable } from '../api/transport.js';
import { showNotice, tellLost } from '../components/notices.js';
import { isOverridden } from '../config.js';
import { formatNumber } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { NotStored } from '../session.js';

const number = (digits) => formatNumber(Number(digits));
const say = text.refusals;

// The service speaks English: a message that is not known here is shown as it is.
const KNOWN = [
  [/^Only administrators may (?:do this|set a status)\.$/, () => say.administrators],
  [/^This ticket is already being worked on/, () => say.workedOn],
  [/^A reply or a note can be edited for/, () => say.editable],
  [/^(?:There is no|Ticket \d+ has no) (?:such )?(?:ticket|entry)/, () => say.gone],
  [/^There is no other ticket (\d+)/, (id) => say.noOther(id)],
  [/^Ticket (\d+) is itself a duplicate of (\d+)/, (id, of) => say.isDuplicate(id, of)],
  [/^Is not your password\.$/, () => say.notYourPassword],
  [/^Must have (\d+) to (\d+) characters\.$/, (least, most) => say.length(number(least), number(most))],
  [/^Longer than maximum length (\d+)\.$|^Length must be between 1 and (\d+)\.$/, (most, between) => say.tooLong(number(most ?? between))],
  [/^Is too easy to guess/, () => say.easyToGuess],
  [/^Missing data for required field\.$|^Shorter than minimum length 1\.$|can be seen\.$/, () => say.missing],
  [/^Must not have more than (\d+) marks on one letter\.$/, (most) => say.marks(number(most))],
  [/^(.+): Not an accepted type: /s, (name) => say.type(name)],
  [/^(.+): The file is empty\.$/s, (name) => say.empty(name)],
  [/^At most (\d+) files/, (most) => say.tooMany(number(most))],
];

export function translated(message) {
  for (const [pattern, words] of KNOWN) {
    const match = message.match(pattern);
    if (match) return words(...match.slice(1));
  }
  return message;
}

/** A problem as `showFailure` takes it; null if nothing need be said: the call was aborted, or the page is leaving. */
export function problemOf(error) {
  if (error instanceof SessionEnded || error.name === 'AbortError') return null;
  if (error instanceof Unreachable && !navigator.onLine) return { kind: 'offline' };
  if (error instanceof Unreachable) {
    return { kind: 'unreachable', address: error.address, answers: error.answers, overridden: isOverridden() };
  }
  if (error instanceof ApiError) {
    const message = error.isForeign ? messageOfProxy(error.status) : translated(error.message);
    return { kind: 'refused', status: error.status, message, requestId: error.requestId };
  }
  console.error(error);
  return { kind: 'unexpected', message: error.message };
}

function messageOfProxy(status) {
  const { tooLarge, tooMany, noService, other } = text.proxy;
  return { 413: tooLarge, 429: tooMany, 502: noService, 503: noService, 504: noService }[status] ?? other(number(status));
}

/** One sentence; '' if nothing need be said. */
export function messageOf(error) {
  const problem = problemOf(error);
  if (!problem) return '';
  return { offline: text.failure.offline, unreachable: text.failure.unreachable }[problem.kind] ?? problem.message;
}

/** The messages of a refused form, {field: [message, …]}. */
export function fieldErrorsOf(error) {
  return Object.fromEntries(Object.entries(error.errors ?? {}).map(([name, messages]) => [name, messages.map(translated)]));
}

/** What was wrong with a form in a dialog: by field, or else a sentence. */
export function explainFields(error) {
  return Object.keys(error.errors ?? {}).length ? fieldErrorsOf(error) : messageOf(error);
}

/** One sentence for a sign-in that failed. */
export function signInMessageOf(error) {
  const { notKept, refused, tooMany, tooManyAtAll, seconds, minutes } = text.signIn;
  if (error instanceof NotStored) return notKept;
  if (isStatus(error, 401)) return refused;
  if (!isStatus(error, 429)) return messageOf(error);
  const { retryAfter } = error;
  if (!retryAfter) return tooManyAtAll;
  return tooMany(retryAfter <= 90 ? seconds(retryAfter) : minutes(Math.ceil(retryAfter / 60)));
}

/** Whether the service itself answered so: a proxy's 404 doesn't mean that there is no such ticket. */
export function isStatus(error, status) {
  return error instanceof ApiError && error.status === status && !error.isForeign;
}

/** Shows `notice` at the top of the page, scrolled into view. */
export function showPageNotice(notice) {
  const el = document.querySelector('#notice');
  showNotice(el, notice);
  el.scrollIntoView({ block: 'nearest' });
}

/** The same check of what is shown, which resolves to whether it asked; an error leaves the page as it is, and the next check may succeed. */
export function inBackground(check) {
  return async () => {
    try {
      if (await check()) tellLost(false);
    } catch (error) {
      tellLost(error instanceof Unreachable);
    }
  };
}

/** For `import(…).catch` of a part that the page can do without. */
export function tellMissingPart() {
  showPageNotice({ tone: 'danger', message: text.failure.incomplete });
}

/** For `import(…).catch` of a part that is needed: the error says so in the reader's words. */
export function throwMissingPart(cause) {
  throw new Error(text.failure.incomplete, { cause });
}
