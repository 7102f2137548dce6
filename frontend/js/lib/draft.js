// What somebody typed and has not sent yet, kept in this browser for each user.

import { local } from './storage.js';

const keyOf = (userId) => `draft:${userId}`;

export function readDraft(userId) {
  return local.read(keyOf(userId));
}

export function keepDraft(userId, fields) {
  if (Object.values(fields).some((value) => value.trim())) local.write(keyOf(userId), fields);
  else dropDraft(userId);
}

/** Whether all of it would be found again: storage may be full, or another tab keeps a draft of its own. */
export function isDraftKept(userId, fields) {
  const kept = readDraft(userId);
  return Object.entries(fields).every(([name, value]) => !value.trim() || kept?.[name] === value);
}

export function dropDraft(userId) {
  local.remove(keyOf(userId));
}
