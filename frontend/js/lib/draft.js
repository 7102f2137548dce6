// A ticket that is being written: its draft in this browser, one for each user, and its idempotency key.

import { local, perTab } from './storage.js';

const ATTEMPT = 'attempt';
const keyOf = (userId) => `draft:${userId}`;

export function readDraft(userId) {
  return local.read(keyOf(userId));
}

export function keepDraft(userId, fields) {
  if (Object.values(fields).some((value) => value.trim())) local.write(keyOf(userId), fields);
  else dropDraft(userId);
}

/** Whether all of it could be restored: storage may be full, or another tab may have stored its own draft. */
export function isDraftKept(userId, fields) {
  const kept = readDraft(userId);
  return Object.entries(fields).every(([name, value]) => !value.trim() || kept?.[name] === value);
}

export function dropDraft(userId) {
  local.remove(keyOf(userId));
}

/** One key for each content: a retry makes no second ticket, and an edited ticket is a new one. */
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
