// One sentence carried over to the next page, and said there once.

import { perTab } from './storage.js';

const KEY = 'flash';

export function sayNext(message, tone = 'info') {
  perTab.write(KEY, { message, tone });
}

export function takeFlash() {
  const flash = perTab.read(KEY);
  perTab.remove(KEY);
  return flash;
}
