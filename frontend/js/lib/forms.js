// Forms and the error messages beside their fields. A field is an element with data-field="name", its controls and a .field-error.

/** Shows `errors` ({field: [message, …]}), focuses the first, and returns the messages that have no field. */
export function showFieldErrors(form, errors) {
  form.querySelectorAll('[data-field].has-error').forEach(clearFieldError);
  const rest = [];
  for (const [name, messages] of Object.entries(errors)) {
    const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (field) showFieldError(field, messages.join(' '));
    else rest.push(...messages);
  }
  form.querySelector('[data-field].has-error')?.querySelector('input, textarea, select')?.focus();
  return rest;
}

/** Shows which of `messages` ({field: message}) are true: those whose value is blank. Returns whether there are any. */
export function showMissing(form, values, messages) {
  const missing = Object.entries(messages).filter(([name]) => !values[name].trim());
  showFieldErrors(form, Object.fromEntries(missing.map(([name, message]) => [name, [message]])));
  return missing.length > 0;
}

export function showFieldError(field, message) {
  field.classList.add('has-error');
  field.querySelector('.field-error').textContent = message;
  for (const control of field.querySelectorAll('input, textarea, select')) control.setAttribute('aria-invalid', 'true');
}

export function clearFieldError(field) {
  field.classList.remove('has-error');
  field.querySelector('.field-error').textContent = '';
  for (const control of field.querySelectorAll('[aria-invalid]')) control.removeAttribute('aria-invalid');
}

/** Handles the form's submission, also if early.js kept it. */
export function onSubmit(form, action) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    action();
  });
  const waiting = form.querySelector('.form-waiting');
  waiting.remove();
  if (waiting.textContent) action();
}

/** Removes a field's message as soon as the field is edited. */
export function clearErrorsOnInput(form) {
  form.addEventListener('input', (event) => {
    const field = event.target.closest('[data-field].has-error');
    if (field) clearFieldError(field);
  });
}
