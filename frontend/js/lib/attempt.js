// One key per content that is being submitted: a retry of the same makes no second ticket, an edited one is a new one.

import { perTab } from './storage.js';

const KEY = 'attempt';

export function attemptKey(fields, files) {
  const content = JSON.stringify([fields, files.map(({ name, size, lastModified }) => [name, size, lastModified])]);
  const last = perTab.read(KEY);
  if (last?.content === content) return last.key;
  const key = randomKey();
  perTab.write(KEY, { content, key });
  return key;
}

export function forgetAttempt() {
  perTab.remove(KEY);
}

// crypto.randomUUID() is missing where the pages are served over plain http.
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
