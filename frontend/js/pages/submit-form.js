// The submission form: its fields, and the draft of them.

import { clearNotice, showNotice } from '../components/notices.js';
import { dropDraft, keepDraft, readDraft } from '../lib/draft.js';
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

export function setSending(form, isSending) {
  form.querySelector('fieldset').disabled = isSending;
  form.querySelector('[type=submit]').hidden = isSending;
}

/** Restores this user's draft, and stores what is typed from now on. */
export function followDraft(form, notice, { id }) {
  restoreDraft(form, notice, id);
  form.addEventListener('input', () => keepDraft(id, fieldsOf(form)));
}

function restoreDraft(form, notice, userId) {
  const draft = readDraft(userId);
  // What was typed before this script was loaded is newer than the draft.
  if (!draft || Object.values(fieldsOf(form)).some(Boolean)) return;
  for (const [name, value] of Object.entries(draft)) form.elements[name].value = value;
  const discard = () => {
    dropDraft(userId);
    form.reset();
    clearNotice(notice);
    form.elements.title.focus();
  };
  showNotice(notice, { message: say.restored, action: { label: say.discard, run: discard } });
}
