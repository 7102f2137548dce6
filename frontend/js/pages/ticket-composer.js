// Writing a reply or a note: draft, files, and sending it so that nothing is lost, sent twice or overlooked. Loaded when somebody
// begins to write.

import { markWriting } from '../api/conversation-api.js';
import { sendMessage } from '../api/submission-api.js';
import { mountFilePicker } from '../components/file-picker.js';
import { mountLengthLimit } from '../components/length-limit.js';
import { announce, clearNotice, showNotice } from '../components/notices.js';
import { mountUploadProgress } from '../components/upload-progress.js';
import { MAX_FILES, USUAL_UPLOAD_LIMIT } from '../config.js';
import { forgetIdempotencyKey, idempotencyKey, isDraftKept, keepDraft, readDraft } from '../lib/draft.js';
import { withPastedName } from '../lib/files.js';
import { clearErrorsOnInput, showFieldErrors, showMissing } from '../lib/forms.js';
import { LIMITS } from '../lib/lengths.js';
import { text } from '../lib/messages.js';
import { more } from '../lib/more-texts.js';
import { fieldErrorsOf, isStatus, messageOf } from './problems.js';
import { confirmUser } from './start.js';

const say = more.composer;
const WRITING_EVERY = 10_000;

/** `composers` as mounted, `page` as in ticket.js. Returns {send(form, status), add(files)}. */
export function mountWriting(composers, page) {
  const writers = new Map(composers.forms.map((form) => [form, mountOne(form, page)]));
  composers.el.addEventListener('kind-chosen', ({ detail: { from, to, isFree } }) => {
    if (isFree && !writers.get(to).picker.files().length) writers.get(to).picker.add(writers.get(from).picker.takeAll());
    for (const form of [from, to]) writers.get(form).keep();
  });
  window.addEventListener('beforeunload', (event) => {
    if ([...writers.values()].some((writer) => !writer.isKept())) event.preventDefault();
  });
  tellWriting(composers, page.known().ticket.id);
  return {
    send: (form, status) => writers.get(form).send(status),
    add: (files) => writers.get(composers.form()).picker.add(files.map((file) => withPastedName(file))),
  };
}

function mountOne(form, page) {
  const { ticket } = page.known();
  const { kind } = form.dataset;
  const notice = form.querySelector('.composer-notice');
  const { body } = form.elements;
  const [userId, place] = [page.me().id, `${kind}:${ticket.id}`];
  const picker = mountFilePicker(form.querySelector('[data-field=attachment]'), { most: MAX_FILES, usualLimit: USUAL_UPLOAD_LIMIT });
  const tooLong = mountLimit(form, picker);
  const progress = mountUploadProgress(form.querySelector('.composer-progress'), { label: say.sending });
  const keep = () => keepDraft(userId, { body: body.value }, place);

  function empty() {
    body.value = '';
    body.dispatchEvent(new Event('input', { bubbles: true }));
    picker.takeAll();
    clearNotice(notice);
  }

  async function send(status, { isSure = false } = {}) {
    if (form.ariaBusy === 'true') return;
    clearNotice(notice);
    if (isIncomplete(form, tooLong) || (await picker.findRefused())) return;
    const seen = page.conversation().entries().at(-1)?.id ?? 0;
    setSending(form, true);
    progress.start();
    try {
      await deliver({ kind, body: body.value, status, files: picker.files(), page, isSure, progress, form });
      forgetIdempotencyKey();
      leaveSending(form, progress);
      empty(); // the draft, too
      announce(kind === 'note' ? say.noteAdded : say.sent);
      await page.check();
    } catch (error) {
      leaveSending(form, progress);
      await explain(error, { form, notice, page, seen, again: () => send(status, { isSure: true }) });
    }
    body.focus();
  }

  clearErrorsOnInput(form);
  form.addEventListener('input', keep);
  restoreDraft(body, notice, readDraft(userId, place), empty);
  keep(); // what was typed before this script was loaded
  return { picker, keep, send, isKept: () => !picker.files().length && isDraftKept(userId, { body: body.value }, place) };
}

async function deliver({ kind, body, status, files, page, isSure, progress, form }) {
  const sending = new AbortController();
  form.querySelector('.composer-progress').addEventListener('cancel', () => sending.abort(), { once: true });
  const { id } = page.known().ticket;
  const fields = { ...(status && { status }), body };
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  for (const file of files) data.append('attachment', file, file.name);
  // A large upload with an expired token may break off instead of being answered: refresh it with a small call first.
  if (files.length) await confirmUser(sending.signal);
  // Administrators answer side by side; a requester's own word never waits.
  const seen = !isSure && form.closest('.composers').dataset.isStaff ? page.conversation().etag() : null;
  const key = idempotencyKey({ kind, id, ...fields }, files);
  await sendMessage(id, kind, data, { key, seen, signal: sending.signal, onProgress: progress.advance });
}

function setSending(form, isSending) {
  form.ariaBusy = String(isSending);
  form.querySelector('fieldset').disabled = isSending;
  form.querySelector('.composer-foot').hidden = isSending;
}

function leaveSending(form, progress) {
  progress.stop();
  setSending(form, false);
}

async function explain(error, { form, notice, page, seen, again }) {
  if (error.name === 'AbortError') return showNotice(notice, { message: text.submit.cancelled });
  if (isStatus(error, 412)) {
    await page.check();
    const name = page.conversation().messageAfter(seen)?.author?.username ?? more.conversation.someone;
    return showNotice(notice, { tone: 'warning', message: say.hasWritten(name), action: { label: say.sendAllTheSame, run: again } });
  }
  const rest = showFieldErrors(form, fieldErrorsOf(error));
  const isBesideFields = Object.keys(error.errors ?? {}).length > rest.length;
  const lines = [...rest, !isBesideFields && !rest.length && messageOf(error), text.submit.kept].filter(Boolean);
  showNotice(notice, { tone: 'danger', message: say.notSent, lines });
}

function mountLimit(form, picker) {
  const field = form.querySelector('[data-field=body]');
  field.addEventListener('rest-offered', ({ detail: { rest, shorten } }) => {
    if (picker.add([new File([rest], 'continued.txt', { type: 'text/plain' })]).length) shorten();
  });
  return mountLengthLimit(field, LIMITS.description);
}

function isIncomplete(form, tooLong) {
  if (showMissing(form, { body: form.elements.body.value }, more.conversation.missing)) return true;
  const error = tooLong();
  if (error) showFieldErrors(form, { body: [error] });
  return Boolean(error);
}

function restoreDraft(body, notice, draft, empty) {
  // What was typed before this script was loaded is newer than the draft.
  if (!draft?.body || body.value) return;
  body.value = draft.body;
  const discard = () => {
    empty();
    body.focus();
  };
  showNotice(notice, { message: say.restored, action: { label: say.discard, run: discard } });
  body.addEventListener('input', () => clearNotice(notice), { once: true });
}

/** Lets others see that somebody is writing, while there is a text that was typed here. */
function tellWriting({ el, form }, ticketId) {
  let told = null;
  let at = 0;
  let isTyped = false;
  const tell = () => {
    const kind = isTyped && form().elements.body.value.trim() ? form().dataset.kind : null;
    if (!kind && !told) return;
    if (kind && (document.visibilityState !== 'visible' || Date.now() - at < WRITING_EVERY)) return;
    told = kind;
    at = kind ? Date.now() : 0;
    markWriting(ticketId, kind).catch(() => {}); // it ends by itself
  };
  el.addEventListener('input', (event) => {
    isTyped ||= event.isTrusted;
    tell();
  });
  setInterval(tell, WRITING_EVERY);
}
