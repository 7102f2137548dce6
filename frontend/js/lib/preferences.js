// What the reader chose for this browser: light or dark, the language. js/early.js reads both before the first paint.

import { language } from './locale.js';
import { local } from './storage.js';

export const THEMES = ['system', 'light', 'dark'];

export function theme() {
  return document.documentElement.dataset.theme ?? 'system';
}

export function chooseTheme(name) {
  if (name === 'system') {
    local.remove('theme');
    delete document.documentElement.dataset.theme;
  } else {
    local.writeText('theme', name);
    document.documentElement.dataset.theme = name;
  }
}

/** [[code, the language's own name], …] */
export function languages() {
  return Object.entries(globalThis.LANGUAGES).map(([code, { name }]) => [code, name]);
}

/** The page is loaded again in that language: what was typed is in the draft. */
export function chooseLanguage(code) {
  if (code === language) return;
  local.writeText('language', code);
  location.reload();
}
