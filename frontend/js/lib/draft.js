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

export function dropDraft(userId) {
  local.remove(keyOf(userId));
}
