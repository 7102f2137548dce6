// What is carried over to the next page, and said there once.

import { perTab } from './storage.js';

const KEY = 'flash';

export function sayNext(message, tone = 'info', lines = []) {
  perTab.write(KEY, { message, tone, lines });
}

export function takeFlash() {
  const flash = perTab.read(KEY);
  perTab.remove(KEY);
  return flash;
}
