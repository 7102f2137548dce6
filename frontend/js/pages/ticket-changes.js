// What people do with a ticket besides talking about it; nothing of it overwrites somebody else's newer change. `page` is that of
// ticket.js. An error is told there.

import { closeTicket, getTicket, markDuplicate, reopenTicket, setField, undoChange } from '../api/ticket-api.js';
import { ask, textField } from '../components/dialog.js';
import { announce, showNotice } from '../components/notices.js';
import { mountToast } from '../components/toast.js';
import { html, render } from '../lib/html.js';
import { relativeTime } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { more } from '../lib/more-texts.js';
import { keysWait, onKey } from '../lib/shortcuts.js';
import { perTab } from '../lib/storage.js';
import { loadStyles } from '../lib/styles.js';
import { RESOLVED } from '../lib/ticket-fields.js';
import { tools } from '../lib/tool-texts.js';
import { chooseValue, isSame, valueName } from './field-choices.js';
import { explainFields, isStatus, messageOf } from './problems.js';
import { correctTicketOf } from './ticket-correction.js';

const say = more.changes;
const KEPT = 'ticketing.undo';

let toast;

/** Asks for the value of one of the fields that triage is about, and sets it. */
export async function choose(page, field) {
  const { ticket } = page.known();
  const value = await chooseValue(field, { what: `#${ticket.id}`, me: page.me(), current: ticket[field] });
  if (value !== undefined) await page.change('set', field, value);
}

/** Resolving without a word is possible, but a word is asked for. */
export function chooseStatus(page, status) {
  return status === RESOLVED ? askForWord(page) : set(page, 'status', status);
}

function askForWord(page) {
  const el = page.sheet.querySelector('.status-question');
  const { ticket } = page.known();
  render(el, html`
    <p>${say.askForWord(ticket.createdBy.username)}</p>
    <button type="button" class="button" data-do="write">${say.writeReply}</button>
    <button type="button" class="button is-quiet" data-do="resolve">${say.withoutWord}</button>`);
  el.querySelector('[data-do=write]').addEventListener('click', () => {
    el.replaceChildren();
    page.conversation()?.write('reply');
  });
  el.querySelector('[data-do=resolve]').addEventListener('click', () => page.change('set', 'status', RESOLVED));
  el.querySelector('button').focus();
}

/** Sets a field as the reader wants it, and offers to undo that. Resolves to whether it has that value. */
export function set(page, field, wanted) {
  leaveQuestion(page);
  if (isSame(page.known().ticket[field], wanted)) return true;
  return keysWait(whileBusy(page, () => setNow(page, field, wanted)));
}

async function setNow(page, field, wanted) {
  const news = await tryToSet(page, field, wanted);
  if (news) {
    const action = { label: say.setAllTheSame(valueName(field, wanted)), run: () => page.change('set', field, wanted) };
    showNotice(page.notice, { tone: 'warning', message: news, lines: [say.notSaved], action });
  } else {
    await showUndo(page, { id: page.known().ticket.id, message: setText(field, wanted) });
  }
  return !news;
}

async function whileBusy(page, action) {
  page.setBusy(true);
  try {
    return await action();
  } finally {
    page.setBusy(false);
    page.check();
  }
}

/** Resolves to what somebody else has done meanwhile, as a sentence: the field is then as they left it. */
async function tryToSet(page, field, wanted) {
  const { ticket, etag } = page.known();
  try {
    page.show(await setField(ticket.id, field, wanted, etag));
    return '';
  } catch (error) {
    if (!isStatus(error, 412)) throw error;
  }
  const fresh = await getTicket(ticket.id);
  const conversation = page.conversation();
  const seen = conversation?.entries().at(-1)?.id ?? 0;
  await conversation?.refresh();
  page.show(fresh);
  // Whoever has written may not want it resolved; who works on it is another matter.
  const message = field === 'status' && conversation?.messageAfter(seen);
  if (message) return say.hasWritten(message.author.username);
  if (isSame(fresh.ticket[field], wanted)) return '';
  if (!isSame(fresh.ticket[field], ticket[field])) return newsOf(conversation?.lastChange(field), field, fresh.ticket[field]);
  // Something else has changed: the choice still applies.
  page.show(await setField(ticket.id, field, wanted, fresh.etag));
  return '';
}

function setText(field, value) {
  return (say.set[field] ?? say.set.other)(text.field[field], valueName(field, value));
}

/** The last change of a field, as a sentence; `entry` is undefined when it is not known. */
export function newsOf(entry, field, value) {
  const when = relativeTime(new Date(entry?.createdAt ?? Date.now()));
  const words = valueName(field, value);
  const name = entry?.author?.username;
  if (field === 'status') return name ? say.setBy(name, words, when) : say.setBySomebody(words, when);
  return say.changedBy(name ?? more.conversation.someone, when, setText(field, value));
}

/** For ten seconds the change of a ticket can be undone, here or where the reader goes next. */
export async function showUndo(page, { id, message, until }) {
  toast ??= await keysWait(mountUndo());
  perTab.write(KEPT, { id, message, until: until ?? Date.now() + toast.duration });
  const run = () => page.change('undo', id);
  // On another ticket's page it would seem to be about that one.
  const told = id === page.known().ticket.id ? message : `#${id}: ${message}`;
  toast.show({ message: told, action: { label: tools.selected.undo, run }, until, onLeave: () => focusStatus(page) });
}

function focusStatus({ sheet }) {
  sheet.querySelector('.status-control [aria-pressed=true]')?.focus({ preventScroll: true });
}

async function mountUndo() {
  await loadStyles('toast');
  const mounted = mountToast(document.querySelector('#toast'));
  onKey('z', mounted.act);
  return mounted;
}

/** Takes back one's own last change of the ticket with that id, which may be another one than is shown. */
export function undo(page, id) {
  return keysWait(whileBusy(page, () => undoNow(page, id)));
}

async function undoNow(page, id) {
  perTab.remove(KEPT);
  let fresh = null;
  try {
    fresh = await undoChange(id);
  } catch (error) {
    if (!isStatus(error, 412)) throw error;
  }
  if (page.known()?.ticket.id === id) page.show(fresh ?? (await getTicket(id)));
  toast.show({ message: fresh ? say.undone(id) : tools.selected.kept(1) });
  if (document.activeElement.matches('.status-choice')) focusStatus(page);
}

function leaveQuestion(page) {
  const question = page.sheet.querySelector('.status-question');
  if (question.contains(document.activeElement)) page.sheet.querySelector(`.status-choice[value=${RESOLVED}]`).focus();
  question.replaceChildren();
}

export async function close(page) {
  const { ticket } = page.known();
  let fresh;
  const submit = async () => {
    fresh = await closeTicket(ticket.id);
  };
  if (!(await ask({ title: say.closeHeading, lead: say.closeLead, send: more.composer.notNeeded, submit, explain: messageOf }))) return;
  await shown(page, fresh);
  // The button that had the focus is gone.
  page.sheet.querySelector('.sheet-title').focus({ preventScroll: true });
  announce(setText('status', RESOLVED));
}

export async function reopen(page) {
  await shown(page, await reopenTicket(page.known().ticket.id));
  announce(say.reopened);
  page.conversation().write('reply');
}

/** `of` is the number of the other ticket, if it is known. */
export async function duplicate(page, of = '') {
  const { ticket } = page.known();
  let fresh;
  const isDone = await ask({
    title: say.duplicateHeading(ticket.id),
    lead: say.duplicateLead,
    fields: textField({ name: 'of', label: say.duplicateNumber, value: of, rows: 1 }),
    send: more.changes.markDuplicate,
    submit: async ({ of: number }) => {
      fresh = await markDuplicate(ticket.id, Number(number.replace(/^\s*#/, '')));
    },
    explain: (error) => (isStatus(error, 400) ? { of: [explainFields(error).of?.[0] ?? say.noNumber] } : messageOf(error)),
  });
  if (isDone) await shown(page, fresh);
}

export async function correct(page) {
  const fresh = await correctTicketOf(page.known());
  if (!fresh) return; // the dialog was closed
  await shown(page, fresh);
  showNotice(page.notice, { tone: 'success', message: say.corrected });
}

async function shown(page, fresh) {
  page.show(fresh);
  await page.check();
}
