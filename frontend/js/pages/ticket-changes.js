// What people do with a ticket besides talking about it; nothing of it overwrites somebody else's newer change. `page` is that of
// ticket.js. An error is told there.

import { changeStatus, closeTicket, getTicket, markDuplicate, reopenTicket } from '../api/ticket-api.js';
import { ask, textField } from '../components/dialog.js';
import { announce, showNotice } from '../components/notices.js';
import { html, render } from '../lib/html.js';
import { relativeTime } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { more } from '../lib/more-texts.js';
import { RESOLVED } from '../lib/ticket-fields.js';
import { explainFields, isStatus, messageOf } from './problems.js';
import { correctTicketOf } from './ticket-correction.js';

const say = more.changes;

/** Resolving without a word is possible, but a word is asked for. */
export function chooseStatus(page, status) {
  return status === RESOLVED ? askForWord(page) : setStatus(page, status);
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
  el.querySelector('[data-do=resolve]').addEventListener('click', () => page.change('setStatus', RESOLVED));
  el.querySelector('button').focus();
}

export async function setStatus(page, wanted) {
  const before = page.known().ticket.status;
  leaveQuestion(page);
  const news = await whileBusy(page, () => tryToSet(page, wanted));
  if (!news) {
    const undo = () => page.change('undoStatus', before);
    page.setUndo(undo);
    showNotice(page.notice, { tone: 'success', message: say.statusSet(wanted), action: { label: text.list.undo, run: undo } });
  } else {
    const action = { label: say.setAllTheSame(wanted), run: () => page.change('setStatus', wanted) };
    showNotice(page.notice, { tone: 'warning', message: news, lines: [say.notSaved], action });
  }
  await page.check();
}

/** Resolves to what somebody else has done meanwhile, as a sentence: the status is then as they left it. */
async function tryToSet(page, wanted) {
  const { ticket, etag } = page.known();
  try {
    page.show(await changeStatus(ticket.id, wanted, etag));
    return '';
  } catch (error) {
    if (!isStatus(error, 412)) throw error;
  }
  const fresh = await getTicket(ticket.id);
  const conversation = page.conversation();
  const seen = conversation?.entries().at(-1)?.id ?? 0;
  await conversation?.refresh();
  page.show(fresh);
  const message = conversation?.messageAfter(seen);
  if (message) return say.hasWritten(message.author.username);
  if (fresh.ticket.status === wanted) return '';
  if (fresh.ticket.status !== ticket.status) return newsOf(conversation?.lastStatusChange(), fresh.ticket.status);
  // The ETag changes with the files' links, too: the choice still applies.
  page.show(await changeStatus(ticket.id, wanted, fresh.etag));
  return '';
}

export async function undoStatus(page, status) {
  const { ticket, etag } = page.known();
  const fresh = await whileBusy(page, async () => {
    try {
      return await changeStatus(ticket.id, status, etag, { undo: true });
    } catch (error) {
      if (!isStatus(error, 412)) throw error;
      return getTicket(ticket.id);
    }
  });
  page.show(fresh);
  const isUndone = fresh.ticket.status === status;
  showNotice(page.notice, isUndone ? { tone: 'success', message: text.list.undone(1) } : { tone: 'warning', message: text.list.kept(1) });
  // The button that was pressed is gone.
  if (document.activeElement === document.body) page.sheet.querySelector('.status-control [aria-pressed=true]').focus();
  await page.check();
}

/** The last change of a status, as a sentence; `entry` is undefined when it is not known. */
export function newsOf(entry, status) {
  const when = relativeTime(new Date(entry?.createdAt ?? Date.now()));
  return entry?.author ? say.setBy(entry.author.username, status, when) : say.setBySomebody(status, when);
}

function leaveQuestion(page) {
  const question = page.sheet.querySelector('.status-question');
  if (question.contains(document.activeElement)) page.sheet.querySelector(`.status-choice[value=${RESOLVED}]`).focus();
  question.replaceChildren();
}

async function whileBusy(page, action) {
  page.setBusy(true);
  try {
    return await action();
  } finally {
    page.setBusy(false);
  }
}

export async function close(page) {
  const { ticket } = page.known();
  let fresh;
  const submit = async () => {
    fresh = await closeTicket(ticket.id);
  };
  if (await ask({ title: say.closeHeading, lead: say.closeLead, send: more.composer.notNeeded, submit, explain: messageOf })) await shown(page, fresh);
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
