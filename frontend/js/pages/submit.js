// Submitting a ticket. Nothing typed is lost, whatever happens on the way.

import { ApiError } from '../api/problems.js';
import { createTicket } from '../api/submission.js';
import { showFailure } from '../components/failure.js';
import { mountFilePicker } from '../components/file-picker.js';
import { clearNotice, showNotice } from '../components/notice.js';
import { mountUploadProgress } from '../components/upload-progress.js';
import { MAX_FILES, USUAL_UPLOAD_LIMIT } from '../config.js';
import { attemptKey, forgetAttempt } from '../lib/attempt.js';
import { dropDraft, isDraftKept } from '../lib/draft.js';
import { sayNext } from '../lib/flash.js';
import { clearErrorsOnInput, onSubmit, showFieldErrors } from '../lib/forms.js';
import { text } from '../lib/messages.js';
import { formatSize, totalSize } from '../lib/numbers.js';
import { confirmUser } from '../staying.js';
import { problemOf } from './problem.js';
import { startPage } from './start.js';
import { bodyOf, fieldsOf, followDraft, hasMissing, setSending } from './submit-form.js';

const form = document.querySelector('#submit');
const notice = document.querySelector('#notice');
const failure = document.querySelector('#failure');
const progressArea = document.querySelector('#progress');
const say = text.submit;

let user;
let picker;
let progress;
let isUnderWay = false;

startPage('submit', main);

function main(signedIn) {
  user = signedIn;
  picker = mountFilePicker(form.querySelector('[data-field=attachment]'), {
    most: MAX_FILES,
    usualLimit: USUAL_UPLOAD_LIMIT,
  });
  progress = mountUploadProgress(progressArea);
  followDraft(form, notice, user);
  lookForSimilar().catch(() => {}); // of help, not of need
  window.addEventListener('beforeunload', askBeforeLoss);
  clearErrorsOnInput(form);
  onSubmit(form, submitOnce);
  checkSession();
}

// Loaded with the first letter of a title.
async function lookForSimilar() {
  const { title } = form.elements;
  if (!title.value) await new Promise((resolve) => title.addEventListener('input', resolve, { once: true }));
  const { followTitle } = await import('./submit-similar.js');
  followTitle(title, document.querySelector('#similar'));
}

// Until the ticket's page is there, another press of the keys means the same ticket.
async function submitOnce() {
  if (isUnderWay) return;
  isUnderWay = true;
  let isTaken = false;
  try {
    isTaken = await submit();
  } finally {
    isUnderWay = isTaken;
  }
}

/** Tells whether the ticket was taken. */
async function submit() {
  clearNotice(notice);
  failure.replaceChildren();
  if (hasMissing(form) || (await picker.findRefused())) return false;
  const files = picker.files();
  const sending = new AbortController();
  progressArea.addEventListener('cancel', () => sending.abort(), { once: true });
  setSending(form, true);
  progress.start();
  try {
    finish(await send(fieldsOf(form), files, sending.signal));
    return true;
  } catch (error) {
    progress.stop();
    setSending(form, false);
    explain(error, files);
    return false;
  }
}

async function send(fields, files, signal) {
  // An upload that is refused for its token may break off instead of being answered: renew it on a small call first.
  if (files.length) await confirmUser(signal);
  return createTicket(bodyOf(fields, files), { key: attemptKey(fields, files), signal, onProgress: progress.advance });
}

function finish(ticket) {
  dropDraft(user.id);
  forgetAttempt();
  window.removeEventListener('beforeunload', askBeforeLoss);
  // Whoever comes back finds an empty form, not this one as the browser kept it.
  window.addEventListener('pageshow', () => location.reload());
  sayNext(say.received, 'success', [say.next, say.comeBack]);
  location.assign(`ticket.html?id=${ticket.id}`);
}

// Texts are in the draft, where there is room for one; files would have to be found again.
function askBeforeLoss(event) {
  if (picker.files().length || !isDraftKept(user.id, fieldsOf(form))) event.preventDefault();
}

function explain(error, files) {
  if (error.name === 'AbortError') return tellCancelled();
  if (error instanceof ApiError && error.status < 500) return explainRefusal(error);
  const problem = problemOf(error);
  if (!problem) return;
  showFailure(failure, problem, () => form.requestSubmit(), { focus: true });
  const size = totalSize(files);
  const mayBeTooLarge = problem.kind === 'unreachable' && size > USUAL_UPLOAD_LIMIT;
  const lines = [mayBeTooLarge && say.tooLarge(formatSize(size)), say.kept].filter(Boolean);
  showNotice(notice, { tone: 'warning', message: say.notSent, lines });
}

function explainRefusal(error) {
  const homeless = showFieldErrors(form, error.errors);
  const isBesideFields = Object.keys(error.errors).length > 0;
  showNotice(notice, { tone: 'danger', message: isBesideFields ? say.check : error.message, lines: homeless });
  if (!isBesideFields) form.querySelector('[type=submit]').focus();
}

function tellCancelled() {
  showNotice(notice, { message: say.cancelled });
  form.querySelector('[type=submit]').focus();
}

// A sign-in that is over, or a service that is down, should show before somebody writes a page of text.
async function checkSession() {
  try {
    await confirmUser();
    failure.replaceChildren();
  } catch (error) {
    const problem = problemOf(error);
    if (problem) showFailure(failure, problem, checkSession);
  }
}
