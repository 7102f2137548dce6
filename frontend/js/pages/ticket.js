// One ticket: shown, kept up to date while it is open, and changed.

import { getTicket } from '../api/ticket-api.js';
import { clearNotice, showNotice } from '../components/notices.js';
import { showFailure, showMissingTicket } from '../components/states.js';
import { mountStatusControl } from '../components/status.js';
import { mountTicketBar } from '../components/ticket-bar.js';
import { mountTicketSheet } from '../components/ticket-sheet.js';
import { keepTimesFresh } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { followFolds } from '../lib/prose.js';
import { keysWait, onKey, runKey } from '../lib/shortcuts.js';
import { perTab } from '../lib/storage.js';
import { FIELD_KEYS, RESOLVED, SETTABLE } from '../lib/ticket-fields.js';
import { whileVisible } from '../lib/timing.js';
import { isAdmin } from '../session.js';
import { inBackground, isStatus, messageOf, problemOf, tellMissingPart, throwMissingPart } from './problems.js';
import { startPage } from './start.js';

const CHECK_EVERY = 10_000;
const SOON = 1000;

const bar = document.querySelector('.ticket-bar');
const sheet = document.querySelector('#ticket');
const notice = document.querySelector('#notice');
const id = new URLSearchParams(location.search).get('id') ?? '';

let me;
let known; // {ticket, etag} as shown
let view;
let control;
let files; // once the attachments are shown
let conversation; // once it is shown
let isBehind = false; // the timeline says that the ticket has changed

// What the parts that are loaded on demand may use.
const page = {
  sheet,
  notice,
  me: () => me,
  known: () => known,
  conversation: () => conversation,
  show,
  // What was done is done, even if its outcome can't be fetched.
  check: inBackground(check),
  change,
  setBusy: (isBusy) => control?.setBusy(isBusy),
};

startPage('ticket', (user) => {
  me = user;
  mountBar();
  if (!/^[1-9]\d{0,15}$/.test(id)) return showMissing();
  keepTimesFresh();
  followButtons();
  whileVisible(inBackground(check), CHECK_EVERY);
  return load();
});

async function mountBar() {
  const tools = mountTicketBar(bar, `${location.origin}${location.pathname}?id=${id}`);
  onKey('u', () => bar.querySelector('#back').click());
  const list = perTab.read('ticketing.list');
  if (!list) return; // it was opened from elsewhere
  const part = await import('./ticket-place.js').catch(tellMissingPart);
  part?.mountPlace(bar, id, { list, tools });
}

async function load() {
  try {
    open(await getTicket(id));
  } catch (error) {
    explain(error);
  }
  sheet.ariaBusy = 'false';
}

function open(fresh) {
  const { ticket } = fresh;
  view = mountTicketSheet(sheet, ticket, { me, isAdmin: isAdmin(me) });
  if (isAdmin(me)) mountTriage(sheet.querySelector('.sheet-control'));
  show(fresh);
  // What was done on the page before can be undone here.
  const undo = perTab.read('ticketing.undo');
  if (undo?.until > Date.now()) change('showUndo', undo);
  // The conversation, below them, would be moved by files that come later.
  const above = ticket.attachments.length ? openPart(sheet.querySelector('.sheet-files'), openFiles) : null;
  openPart(sheet.querySelector('.conversation'), (el) => openConversation(el, above));
}

function mountTriage(el) {
  control = mountStatusControl(el);
  el.addEventListener('status-chosen', ({ detail }) => change('chooseStatus', detail.status));
  for (const [key, field] of Object.entries(FIELD_KEYS)) onKey(key, () => change('choose', field));
  const resolve = () => change('set', 'status', RESOLVED);
  onKey('m', () => change('set', 'assignee', me));
  onKey('e', resolve);
  onKey('Shift+E', async () => (await resolve()) && runKey('j'));
}

function followButtons() {
  sheet.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-change]');
    if (button) change(button.dataset.change, button.dataset.value);
    else if (target.closest('[data-key]')) runKey(target.closest('[data-key]').dataset.key);
  });
  followFolds(sheet);
}

// Loaded behind the first paint.
async function openPart(el, open) {
  try {
    await open(el);
  } catch (error) {
    // Some browsers don't request a script again, within a page, that failed to load.
    const problem = problemOf(error);
    if (problem) showFailure(el, problem, () => location.reload());
  }
}

// Most tickets have no attachments.
async function openFiles(el) {
  const { showFiles } = await import('./ticket-files.js').catch(throwMissingPart);
  files = await showFiles(el, known.ticket.attachments, async () => (await getTicket(id)).ticket.attachments);
}

async function openConversation(el, above) {
  const [{ mountConversation }] = await Promise.all([import('./conversation.js').catch(throwMissingPart), above]);
  conversation = await mountConversation(el, page);
  show(known);
  if (!isAdmin(me)) return;
  setTimeout(openSimilar, SOON);
}

// The reader looks at the ticket first.
async function openSimilar() {
  const part = await import('./similar.js').catch(tellMissingPart);
  if (known) part?.showAlike(sheet.querySelector('.sheet-similar'), known.ticket);
}

function show(fresh) {
  known = fresh;
  const { ticket } = fresh;
  document.title = `${text.ticket.title(ticket.id, ticket.title)} · ${text.masthead.brand}`;
  view.showTicket(ticket, { lastChange: conversation?.lastChange('status'), canCorrect: isAdmin(me) || Boolean(conversation?.isUnanswered(ticket)) });
  control?.show(ticket.status);
  files?.renew(ticket.attachments);
  conversation?.showTicket(ticket);
}

// Shows what others have said and done, and renews links to files that expire.
async function check() {
  if (!known || control?.isBusy()) return false;
  try {
    if (conversation) isBehind = (await conversation.refresh()) || isBehind;
    if (isBehind || !conversation) await catchUp();
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    explain(error);
  }
  return true;
}

async function catchUp() {
  const before = known;
  const fresh = await getTicket(id, before.etag);
  // A change made here meanwhile is newer than the answer.
  if (known !== before || control?.isBusy()) return;
  isBehind = false;
  // Without a fresh ticket the timeline has: it says who changed the status last.
  if (!fresh) return show(known);
  show(fresh);
  const field = SETTABLE.find((name) => JSON.stringify(fresh.ticket[name]) !== JSON.stringify(before.ticket[name]));
  const last = field && conversation?.lastChange(field);
  // What the reader did in another tab is no news.
  if (!last || last.author?.id === me.id) return;
  const { newsOf } = await import('./ticket-changes.js').catch(throwMissingPart);
  showNotice(notice, { message: newsOf(last, field, fresh.ticket[field]) });
}

/** Does one of the things in ticket-changes.js; `name` is what it is called there. Resolves to what it does. */
async function change(name, ...values) {
  const changes = await keysWait(import('./ticket-changes.js')).catch(tellMissingPart);
  if (!changes || !known || control?.isBusy()) return null;
  clearNotice(notice);
  try {
    return await changes[name](page, ...values);
  } catch (error) {
    const message = messageOf(error);
    if (message) showNotice(notice, { tone: 'danger', message: text.ticket.notChanged, lines: [message] });
    return null;
  }
}

function showMissing() {
  showMissingTicket(sheet);
  // There is no address to copy and there are no neighbours.
  bar.querySelector('.ticket-tools').replaceChildren();
}

function explain(error) {
  known = null;
  if (isStatus(error, 404)) return showMissing();
  const problem = problemOf(error);
  if (problem) showFailure(sheet, problem, load, { level: 1 });
}
