// The submission form: its fields, and the draft of them.

import { clearNotice, showNotice } from '../components/notices.js';
import { dropDraft, keepDraft, readDraft } from '../lib/draft.js';
import { text } from '../lib/messages.js';

const say = text.submit;

export function fieldsOf(form) {
  const { title, description } = form.elements;
  return { title: title.value, description: description.value, category: form.querySelector('[name=category]:checked')?.value ?? '' };
}

/** Chooses a category, at once or when it comes. */
function chooseCategory(form, category) {
  const choices = form.querySelector('.choices');
  choices.dataset.wanted = category;
  for (const input of choices.querySelectorAll('input')) input.checked = input.value === category;
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
  const { category = '', ...texts } = draft;
  for (const [name, value] of Object.entries(texts)) form.elements[name].value = value;
  chooseCategory(form, category);
  const discard = () => {
    dropDraft(userId);
    form.reset();
    chooseCategory(form, '');
    clearNotice(notice);
    form.elements.title.focus();
  };
  showNotice(notice, { message: say.restored, action: { label: say.discard, run: discard } });
}
