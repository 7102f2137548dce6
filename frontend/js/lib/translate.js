// The documents' own words, which are English, in the reader's language.

import { language } from './locale.js';
import { text } from './messages.js';

const ATTRIBUTES = ['aria-label', 'placeholder'];

/** An element's `data-text` names its text ("submit.heading"), `data-text-placeholder` that of its attribute. */
export function translateDocument() {
  if (language !== 'en') translate(document);
  document.documentElement.removeAttribute('data-untranslated');
}

function translate(root) {
  for (const el of root.querySelectorAll('[data-text]')) el.textContent = textAt(el.dataset.text);
  for (const attribute of ATTRIBUTES) {
    for (const el of root.querySelectorAll(`[data-text-${attribute}]`)) {
      el.setAttribute(attribute, textAt(el.getAttribute(`data-text-${attribute}`)));
    }
  }
}

function textAt(path) {
  return path.split('.').reduce((part, key) => part[key], text);
}
