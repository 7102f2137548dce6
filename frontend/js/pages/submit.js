// Submitting a ticket. Nothing typed is lost, whatever happens on the way.

import { listCategories } from '../api/category-api.js';
import { createTicket } from '../api/submission-api.js';
import { ApiError } from '../api/transport.js';
import { mountFilePicker } from '../components/file-picker.js';
import { mountLengthLimit } from '../components/length-limit.js';
import { clearNotice, showNotice } from '../components/notices.js';
import { showFailure } from '../components/states.js';
import { mountUploadProgress } from '../components/upload-progress.js';
import { MAX_FILES, PROXY_UPLOAD_LIMIT, USUAL_UPLOAD_LIMIT } from '../config.js';
import { dropDraft, forgetIdempotencyKey, idempotencyKey, isDraftKept } from '../lib/draft.js';
import { totalSize } from '../lib/files.js';
import { clearErrorsOnInput, onSubmit, showFieldErrors, showMissing } from '../lib/forms.js';
import { LIMITS } from '../lib/lengths.js';
import { formatSize } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { setFlash } from '../lib/storage.js';
import { fieldErrorsOf, messageOf, problemOf } from './problems.js';
import { confirmUser, startPage } from './start.js';
import { bodyOf, fieldsOf, followDraft, setSending } from './submit-form.js';

const form = document.querySelector('#submit');
const notice = document.querySelector('#notice');
const failure = document.querySelector('#failure');
const progressArea = document.querySelector('#progress');
const say = text.submit;

let user;
let picker;
let progress;
let limits; // [[name, a function that returns what is wrong with its length]]
let isUnderWay = false;

startPage('submit', main);

function main(signedIn) {
  user = signedIn;
  picker = mountFilePicker(form.querySelector('[data-field=attachment]'), { most: MAX_FILES, usualLimit: USUAL_UPLOAD_LIMIT });
  progress = mountUploadProgress(progressArea);
  followDraft(form, notice, user);
  limits = Object.entries(LIMITS).map(([name, limit]) => [name, mountLimit(name, limit)]);
  lookForSimilar().catch(() => {}); // the form works without it
  window.addEventListener('beforeunload', askBeforeLoss);
  clearErrorsOnInput(form);
  onSubmit(form, submitOnce);
  checkSession();
}

function mountLimit(name, limit) {
  const field = form.querySelector(`[data-field=${name}]`);
  field.addEventListener('rest-offered', ({ detail: { rest, shorten } }) => {
    const added = picker.add([new File([rest], 'continued.txt', { type: 'text/plain' })]);
    if (added.length) shorten();
    else form.querySelector('#attachment').focus(); // its message says that there are too many
  });
  return mountLengthLimit(field, limit);
}

// Loaded when a title is typed.
async function lookForSimilar() {
  const { title } = form.elements;
  if (!title.value) await new Promise((resolve) => title.addEventListener('input', resolve, { once: true }));
  const { followTitle } = await import('./similar.js');
  followTitle(title, document.querySelector('#similar'));
}

// Until the ticket's page opens, another submission would be the same ticket.
async function submitOnce() {
  if (isUnderWay) return;
  isUnderWay = true;
  let isAccepted = false;
  try {
    isAccepted = await submit();
  } finally {
    isUnderWay = isAccepted;
  }
}

/** Resolves to whether the ticket was accepted. */
async function submit() {
  clearNotice(notice);
  failure.replaceChildren();
  if (showMissing(form, fieldsOf(form), say.missing) || showTooLong() || (await picker.findRefused())) return false;
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

function showTooLong() {
  const errors = limits.map(([name, errorOf]) => [name, [errorOf()]]).filter(([, [error]]) => error);
  showFieldErrors(form, Object.fromEntries(errors));
  return errors.length > 0;
}

async function send(fields, files, signal) {
  // A large upload with an expired token may break off instead of being answered: refresh it with a small call first.
  if (files.length) await confirmUser(signal);
  return createTicket(bodyOf(fields, files), { key: idempotencyKey(fields, files), signal, onProgress: progress.advance });
}

function finish(ticket) {
  dropDraft(user.id);
  forgetIdempotencyKey();
  window.removeEventListener('beforeunload', askBeforeLoss);
  // Back must show an empty form, not this one from the browser's cache.
  window.addEventListener('pageshow', () => location.reload());
  setFlash(say.received, 'success', [say.next, say.comeBack]);
  location.assign(`ticket.html?id=${ticket.id}`);
}

// Texts are usually in the draft; files are not.
function askBeforeLoss(event) {
  if (picker.files().length || !isDraftKept(user.id, fieldsOf(form))) event.preventDefault();
}

function explain(error, files) {
  if (error.name === 'AbortError') return tellCancelled();
  if (error instanceof ApiError && error.status < 500) return explainRefusal(error);
  const problem = problemOf(error);
  if (!problem) return;
  // A server that refuses a body while it comes in may close the connection; a proxy's refusal can't be read from another origin.
  const size = totalSize(files);
  const isTooLarge = problem.answers && size > PROXY_UPLOAD_LIMIT;
  const lines = [isTooLarge && say.tooLarge(...[size, USUAL_UPLOAD_LIMIT, PROXY_UPLOAD_LIMIT].map(formatSize)), say.kept].filter(Boolean);
  showNotice(notice, { tone: isTooLarge ? 'danger' : 'warning', message: say.notSent, lines });
  if (isTooLarge) return form.querySelector('[type=submit]').focus();
  showFailure(failure, problem, () => form.requestSubmit(), { focus: true });
}

function explainRefusal(error) {
  const rest = showFieldErrors(form, fieldErrorsOf(error));
  const isBesideFields = Object.keys(error.errors).length > 0;
  showNotice(notice, { tone: 'danger', message: isBesideFields ? say.check : messageOf(error), lines: rest });
  if (!isBesideFields) form.querySelector('[type=submit]').focus();
}

function tellCancelled() {
  showNotice(notice, { message: say.cancelled });
  form.querySelector('[type=submit]').focus();
}

// A login that has ended, or a service that is down, should show before somebody writes a page of text.
async function checkSession() {
  try {
    await confirmUser();
    globalThis.showCategories(await listCategories());
    failure.replaceChildren();
  } catch (error) {
    const problem = problemOf(error);
    if (problem) showFailure(failure, problem, checkSession);
  }
}
