// The submission form: what is in it, what is missing, and the draft of it that is kept.

import { clearNotice, showNotice } from '../components/notice.js';
import { dropDraft, keepDraft, readDraft } from '../lib/draft.js';
import { showFieldErrors } from '../lib/forms.js';
import { text } from '../lib/messages.js';

const say = text.submit;

export function fieldsOf(form) {
  const { title, description, category } = form.elements;
  return { title: title.value, description: description.value, category: category.value };
}

export function bodyOf(fields, files) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  for (const file of files) body.append('attachment', file, file.name);
  return body;
}

/** Tells beside the fields what is missing. */
export function hasMissing(form) {
  const fields = fieldsOf(form);
  const missing = Object.entries(say.missing).filter(([name]) => !fields[name].trim());
  showFieldErrors(form, Object.fromEntries(missing.map(([name, message]) => [name, [message]])));
  return missing.length > 0;
}

export function setSending(form, isSending) {
  form.querySelector('fieldset').disabled = isSending;
  form.querySelector('[type=submit]').hidden = isSending;
}

/** Restores what this user had typed and not sent, and keeps what is typed from now on. */
export function followDraft(form, notice, user) {
  restoreDraft(form, notice, user);
  form.addEventListener('input', () => keepDraft(user.id, fieldsOf(form)));
}

function restoreDraft(form, notice, user) {
  const draft = readDraft(user.id);
  // Whoever typed before this script came wins over what was typed some other day.
  if (!draft || Object.values(fieldsOf(form)).some(Boolean)) return;
  for (const [name, value] of Object.entries(draft)) form.elements[name].value = value;
  const discard = () => discardDraft(form, notice, user);
  showNotice(notice, { message: say.restored, action: { label: say.discard, run: discard } });
}

function discardDraft(form, notice, user) {
  dropDraft(user.id);
  form.reset();
  clearNotice(notice);
  form.elements.title.focus();
}
