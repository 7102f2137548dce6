// The texts in the reader's language; only that one is loaded.

import { language } from './locale.js';

export const { text } = await import(`./messages/${language}.js`).catch((error) => {
  window.dispatchEvent(new Event('texts-missing'));
  throw error;
});
