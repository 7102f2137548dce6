// One ticket: shown, kept up to date while it is open, and changed by administrators.

import { getTicket, withLastChange } from '../api/ticket-api.js';
import { clearNotice, showNotice } from '../components/notices.js';
import { showFailure, showMissingTicket } from '../components/states.js';
import { mountStatusControl } from '../components/status.js';
import { mountTicketSheet } from '../components/ticket-sheet.js';
import { keepTimesFresh } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { onKey } from '../lib/shortcuts.js';
import { whileVisible } from '../lib/timing.js';
import { isAdmin } from '../session.js';
import { inBackground, isStatus, problemOf, throwMissingPart } from './problems.js';
import { startPage } from './start.js';
import { mountPlace } from './ticket-place.js';
import { change, newsOf, takeBack, tellFailure, tellOutcome, tellUndone } from './ticket-status.js';

const CHECK_EVERY = 10_000;

const bar = document.querySelector('.ticket-bar');
const sheet = document.querySelector('#ticket');
const notice = document.querySelector('#notice');
const id = new URLSearchParams(location.search).get('id') ?? '';

let me;
let known; // {ticket, etag} as shown
let view;
let control;
let files; // once the attachments are shown
let undo = null; // takes back the last change made here

startPage('ticket', (user) => {
  me = user;
  mountPlace(bar, id);
  if (!/^[1-9]\d{0,15}$/.test(id)) return showMissing();
  keepTimesFresh();
  whileVisible(inBackground(check), CHECK_EVERY);
  return load();
});

async function load() {
  try {
    const fresh = await getTicket(id);
    open(fresh);
    sheet.ariaBusy = 'false';
    const full = await withLastChange(fresh);
    if (known === fresh) show(full);
  } catch (error) {
    explain(error);
  }
  sheet.ariaBusy = 'false';
}

function open(fresh) {
  const { ticket } = fresh;
  document.title = `${text.ticket.title(ticket.id, ticket.title)} · ${text.masthead.brand}`;
  view = mountTicketSheet(sheet, ticket, { withControl: isAdmin(me) });
  if (isAdmin(me)) mountControl(sheet.querySelector('.sheet-control'));
  show(fresh);
  if (ticket.attachments.length) openFiles();
}

function mountControl(el) {
  control = mountStatusControl(el);
  el.addEventListener('status-chosen', ({ detail }) => setStatus(detail.status));
  onKey('z', () => Boolean(undo?.()));
}

// Loaded on demand: most tickets have no attachments.
async function openFiles() {
  const el = sheet.querySelector('.sheet-files');
  try {
    const { showFiles } = await import('./ticket-files.js').catch(throwMissingPart);
    files = await showFiles(el, known.ticket.attachments, () => getTicket(id));
  } catch (error) {
    // Some browsers don't request a script again, within a page, that failed to load.
    showFailure(el, problemOf(error), () => location.reload());
  }
}

function show(fresh) {
  known = fresh;
  view.showFacts(fresh.ticket);
  control?.show(fresh.ticket.status);
  files?.renew(fresh.ticket.attachments);
}

// Shows other people's changes, and renews links to files that expire.
async function check() {
  if (!known || control?.isBusy()) return false;
  const before = known;
  try {
    const fresh = await getTicket(id, before.etag);
    // A change made here meanwhile is newer than the answer.
    const full = fresh && (await withLastChange(fresh));
    if (full && known === before && !control?.isBusy()) showNews(full, before.ticket.status);
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    explain(error);
  }
  return true;
}

function showNews(fresh, statusBefore) {
  show(fresh);
  const { status, statusChangedBy } = fresh.ticket;
  // What the reader did in another tab is no news.
  if (status !== statusBefore && statusChangedBy?.id !== me.id) showNotice(notice, { message: newsOf(fresh.ticket) });
}

async function setStatus(status) {
  const before = known.ticket.status;
  await carryOut(async () => {
    show(await change(known, status));
    if (known.ticket.status === status) undo = () => undoTo(before);
    tellOutcome(notice, status, known.ticket, { again: () => setStatus(status), undo });
  });
}

async function undoTo(status) {
  await carryOut(async () => {
    show(await takeBack(known, status));
    tellUndone(notice, status, known.ticket);
  });
  // The button that was pressed is gone.
  if (document.activeElement === document.body) sheet.querySelector('[aria-pressed=true]').focus();
}

async function carryOut(change) {
  undo = null;
  clearNotice(notice);
  control.setBusy(true);
  try {
    await change();
  } catch (error) {
    tellFailure(notice, error);
  }
  control.setBusy(false);
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
