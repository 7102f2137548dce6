// The texts in the reader's language, and the documents translated into it. Only that language is loaded.

import { language } from './locale.js';

const ATTRIBUTES = ['aria-label', 'placeholder'];

export const { text } = await import(`./messages/${language}.js`).catch((error) => {
  window.dispatchEvent(new Event('texts-missing'));
  throw error;
});

/** An element's `data-text` names its text ("submit.heading"), `data-text-placeholder` that of its attribute. */
export function translateDocument() {
  if (language !== 'en') translate();
  document.documentElement.removeAttribute('data-untranslated');
}

function translate() {
  for (const el of document.querySelectorAll('[data-text]')) el.textContent = textAt(el.dataset.text);
  for (const name of ATTRIBUTES) {
    for (const el of document.querySelectorAll(`[data-text-${name}]`)) el.setAttribute(name, textAt(el.getAttribute(`data-text-${name}`)));
  }
}

function textAt(path) {
  return path.split('.').reduce((part, key) => part[key], text);
}
