// The reader's language: its tag says how dates and numbers are written ("ar-EG"), its first part which texts there are.

// js/early.js chose it. Without a document (in tests of the scripts alone) it is English.
export const locale = globalThis.document?.documentElement.lang || 'en';

export const language = locale.split('-')[0].toLowerCase();
