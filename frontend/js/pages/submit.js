// Submitting a ticket. Nothing typed is lost, whatever happens on the way.

import { createTicket } from '../api/tickets.js';
import { showFailure } from '../components/failure.js';
import { mountFilePicker } from '../components/file-picker.js';
import { clearNotice, showNotice } from '../components/notice.js';
import { mountUploadProgress } from '../components/upload-progress.js';
import { MAX_FILES, USUAL_UPLOAD_LIMIT } from '../config.js';
import { ApiError } from '../api/problems.js';
import { attemptKey, forgetAttempt } from '../lib/attempt.js';
import { dropDraft, keepDraft, readDraft } from '../lib/draft.js';
import { sayNext } from '../lib/flash.js';
import { clearErrorsOnInput, onSubmit, showFieldErrors } from '../lib/forms.js';
import { text } from '../lib/messages.js';
import { formatSize, totalSize } from '../lib/numbers.js';
import { confirmUser } from '../session.js';
import { problemOf } from './problem.js';
import { startPage } from './start.js';

const form = document.querySelector('#submit');
const notice = document.querySelector('#notice');
const failure = document.querySelector('#failure');
const progressArea = document.querySelector('#progress');
const say = text.submit;

startPage('submit', main);

function main(user) {
  const picker = mountFilePicker(form.querySelector('[data-field=attachment]'), {
    most: MAX_FILES,
    usualLimit: USUAL_UPLOAD_LIMIT,
  });
  const progress = mountUploadProgress(progressArea);

  restoreDraft(user);
  clearErrorsOnInput(form);
  form.addEventListener('input', () => keepDraft(user.id, fieldsOf(form)));
  onSubmit(form, () => submit(user, picker, progress));
  checkSession();
}

async function submit(user, picker, progress) {
  const fields = fieldsOf(form);
  clearMessages();
  if (hasMissing(fields)) return;
  const files = picker.files();
  const sending = new AbortController();
  progressArea.addEventListener('cancel', () => sending.abort(), { once: true });
  setSending(true);
  progress.start();
  try {
    // An upload that is refused for its token may break off instead of being answered: renew it on a small call first.
    if (files.length) await confirmUser();
    const ticket = await createTicket(bodyOf(fields, files), {
      key: attemptKey(fields, files),
      signal: sending.signal,
      onProgress: progress.advance,
    });
    finish(user, ticket);
  } catch (error) {
    progress.stop();
    setSending(false);
    explain(error, files);
  }
}

function finish(user, ticket) {
  dropDraft(user.id);
  forgetAttempt();
  sayNext(say.received, 'success');
  location.assign(`ticket.html?id=${ticket.id}`);
}

function hasMissing(fields) {
  const missing = Object.entries(say.missing).filter(([name]) => !fields[name].trim());
  showFieldErrors(form, Object.fromEntries(missing.map(([name, message]) => [name, [message]])));
  return missing.length > 0;
}

function explain(error, files) {
  if (error.name === 'AbortError') return tellCancelled();
  if (error instanceof ApiError && error.status < 500) return explainRefusal(error);
  const problem = problemOf(error);
  if (!problem) return;
  showFailure(failure, problem, { focus: true });
  failure.addEventListener('again', () => form.requestSubmit(), { once: true });
  const size = totalSize(files);
  const lines = problem.kind === 'unreachable' && size > USUAL_UPLOAD_LIMIT ? [say.tooLarge(formatSize(size))] : [];
  showNotice(notice, { tone: 'warning', message: say.notSent, lines: [...lines, say.kept] });
}

function explainRefusal(error) {
  const homeless = showFieldErrors(form, error.errors);
  const isBesideFields = Object.keys(error.errors).length > 0;
  showNotice(notice, {
    tone: 'danger',
    message: isBesideFields ? say.check : error.message,
    lines: homeless,
  });
  if (!isBesideFields) form.querySelector('[type=submit]').focus();
}

function tellCancelled() {
  showNotice(notice, { message: say.cancelled });
  form.querySelector('[type=submit]').focus();
}

function restoreDraft(user) {
  const draft = readDraft(user.id);
  // Whoever typed before this script came wins over what was typed some other day.
  if (!draft || Object.values(fieldsOf(form)).some(Boolean)) return;
  for (const [name, value] of Object.entries(draft)) form.elements[name].value = value;
  showNotice(notice, {
    message: say.restored,
    action: { label: say.discard, run: () => discardDraft(user) },
  });
}

function discardDraft(user) {
  dropDraft(user.id);
  form.reset();
  clearNotice(notice);
  form.elements.title.focus();
}

// A sign-in that is over, or a service that is down, should show before somebody writes a page of text.
async function checkSession() {
  try {
    await confirmUser();
    failure.replaceChildren();
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) return;
    showFailure(failure, problem);
    failure.addEventListener('again', checkSession, { once: true });
  }
}

function fieldsOf(form) {
  const { title, description, category } = form.elements;
  return { title: title.value, description: description.value, category: category.value };
}

function bodyOf(fields, files) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  for (const file of files) body.append('attachment', file, file.name);
  return body;
}

function setSending(isSending) {
  form.querySelector('fieldset').disabled = isSending;
  form.querySelector('[type=submit]').hidden = isSending;
}

function clearMessages() {
  clearNotice(notice);
  failure.replaceChildren();
}
