// Messages beside their fields, the service's own in the reader's language. A field is an element with data-field="name", its controls and a .field-error.

import { inReadersWords } from './refusals.js';

/** Shows `errors` ({field: [message, …]}), focuses the first, and returns the messages no field is there for. */
export function showFieldErrors(form, errors) {
  clearFieldErrors(form);
  const homeless = [];
  for (const [name, messages] of Object.entries(errors)) {
    const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    const words = messages.map(inReadersWords);
    if (field) showFieldError(field, words.join(' '));
    else homeless.push(...words);
  }
  form.querySelector('[data-field].has-error')?.querySelector('input, textarea, select')?.focus();
  return homeless;
}

export function showFieldError(field, message) {
  field.classList.add('has-error');
  field.querySelector('.field-error').textContent = message;
  for (const control of field.querySelectorAll('input, textarea, select')) control.setAttribute('aria-invalid', 'true');
}

function clearFieldErrors(form) {
  form.querySelectorAll('[data-field].has-error').forEach(clearFieldError);
}

export function clearFieldError(field) {
  field.classList.remove('has-error');
  field.querySelector('.field-error').textContent = '';
  for (const control of field.querySelectorAll('[aria-invalid]')) control.removeAttribute('aria-invalid');
}

/** Takes the form over. Its button is off until then: a browser's own submission would leave the page. */
export function onSubmit(form, action) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    action();
  });
  form.querySelector('[type=submit]').disabled = false;
}

/** A message goes as soon as its field is being mended. */
export function clearErrorsOnInput(form) {
  form.addEventListener('input', (event) => {
    const field = event.target.closest('[data-field].has-error');
    if (field) clearFieldError(field);
  });
}
