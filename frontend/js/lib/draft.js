// What is being written: its draft in this browser, one for each user and place, and its idempotency key. The place of a ticket that
// is being submitted is '', that of a reply to ticket 7 'reply:7'.

import { local, perTab } from './storage.js';

const ATTEMPT = 'attempt';
const keyOf = (userId, place) => (place ? `draft:${userId}:${place}` : `draft:${userId}`);

export function readDraft(userId, place = '') {
  return local.read(keyOf(userId, place));
}

export function keepDraft(userId, fields, place = '') {
  if (Object.values(fields).some((value) => value.trim())) local.write(keyOf(userId, place), fields);
  else dropDraft(userId, place);
}

/** Whether all of it could be restored: storage may be full, or another tab may have stored its own draft. */
export function isDraftKept(userId, fields, place = '') {
  const kept = readDraft(userId, place);
  return Object.entries(fields).every(([name, value]) => !value.trim() || kept?.[name] === value);
}

export function dropDraft(userId, place = '') {
  local.remove(keyOf(userId, place));
}

/** One key for each content: a retry sends nothing twice, and what was edited is something new. */
export function idempotencyKey(fields, files) {
  const content = JSON.stringify([fields, files.map(({ name, size, lastModified }) => [name, size, lastModified])]);
  const last = perTab.read(ATTEMPT);
  if (last?.content === content) return last.key;
  const key = randomKey();
  perTab.write(ATTEMPT, { content, key });
  return key;
}

export function forgetIdempotencyKey() {
  perTab.remove(ATTEMPT);
}

// crypto.randomUUID() is missing where the pages are served over plain http.
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
