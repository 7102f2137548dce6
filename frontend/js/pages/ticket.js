// One ticket: shown, kept up to date while it is looked at, and for administrators changed.

import { getTicket } from '../api/ticket.js';
import { showFailure } from '../components/failure.js';
import { clearNotice, showNotice } from '../components/notice.js';
import { mountStatusControl } from '../components/status-control.js';
import { mountTicketBar } from '../components/ticket-bar.js';
import { showMissingTicket } from '../components/ticket-missing.js';
import { mountTicketSheet } from '../components/ticket-sheet.js';
import { copyText } from '../lib/clipboard.js';
import { keepTimesFresh } from '../lib/dates.js';
import { text } from '../lib/messages.js';
import { listAddress, placeIn } from '../lib/place-in-list.js';
import { onKey } from '../lib/shortcuts.js';
import { perTab } from '../lib/storage.js';
import { whileVisible } from '../lib/timing.js';
import { isAdmin } from '../session.js';
import { throwMissingPart } from './missing-part.js';
import { isStatus, problemOf } from './problem.js';
import { startPage } from './start.js';
import { change, newsOf, tellFailure, tellOutcome } from './ticket-status.js';

const CHECK_EVERY = 10_000;

const sheet = document.querySelector('#ticket');
const notice = document.querySelector('#notice');
const id = new URLSearchParams(location.search).get('id') ?? '';
const say = text.ticket;

let user;
let known; // {ticket, etag} as shown
let view;
let control;
let files; // those that are shown, once there are any

startPage('ticket', main);

function main(signedIn) {
  user = signedIn;
  showBar();
  if (!/^[1-9]\d{0,15}$/.test(id)) {
    showMissing();
    return;
  }
  keepTimesFresh();
  whileVisible(check, CHECK_EVERY);
  load();
}

function showBar() {
  const bar = document.querySelector('.ticket-bar');
  const list = perTab.read('ticketing.list');
  const place = placeIn(list, id);
  document.querySelector('#back').href = listAddress(list);
  const { showCopied } = mountTicketBar(bar, place);
  bar.addEventListener('copy-link', async () => showCopied(await copyText(`${location.origin}${location.pathname}?id=${id}`)));
  const goTo = (neighbour) => neighbour && location.assign(`ticket.html?id=${neighbour}`);
  onKey('k', () => goTo(place?.previous));
  onKey('j', () => goTo(place?.next));
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
  document.title = `${say.title(ticket.id, ticket.title)} · ${text.masthead.brand}`;
  view = mountTicketSheet(sheet, ticket, { withControl: isAdmin(user) });
  if (isAdmin(user)) control = mountControl(sheet.querySelector('.sheet-control'));
  show(fresh);
  if (ticket.attachments.length) openFiles();
}

// Most tickets have none.
async function openFiles() {
  const place = sheet.querySelector('.sheet-files');
  try {
    const { showFiles } = await import('./ticket-files.js').catch(throwMissingPart);
    files = await showFiles(place, known.ticket.attachments, () => getTicket(id));
  } catch (error) {
    // Not every browser asks again, within a page, for a script that could not be had.
    showFailure(place, problemOf(error), () => location.reload());
  }
}

function show(fresh) {
  known = fresh;
  view.showFacts(fresh.ticket);
  control?.show(fresh.ticket.status);
  files?.renew(fresh.ticket.attachments);
}

// Somebody else's change shows by itself; a link that ran out is renewed on the way.
async function check() {
  if (!known || control?.isBusy()) return;
  const before = known;
  try {
    const fresh = await getTicket(id, before.etag);
    // A change made here while the answer was under way is newer than the answer.
    if (fresh && known === before && !control?.isBusy()) showNews(fresh, before.ticket.status);
  } catch (error) {
    if (isStatus(error, 404)) explain(error);
    // Otherwise what is shown stays, and the next check may be luckier.
  }
}

function showNews(fresh, statusBefore) {
  show(fresh);
  if (fresh.ticket.status !== statusBefore) showNotice(notice, { message: newsOf(fresh.ticket) });
}

function mountControl(place) {
  const mounted = mountStatusControl(place);
  place.addEventListener('status-chosen', ({ detail }) => setStatus(detail.status));
  return mounted;
}

async function setStatus(status) {
  clearNotice(notice);
  control.setBusy(true);
  try {
    show(await change(known, status));
    tellOutcome(notice, status, known.ticket, () => setStatus(status));
  } catch (error) {
    tellFailure(notice, error);
  }
  control.setBusy(false);
}

function showMissing() {
  showMissingTicket(sheet);
  // Nothing to hand on, nothing beside it.
  document.querySelector('.ticket-tools').replaceChildren();
}

function explain(error) {
  known = null;
  if (isStatus(error, 404)) return showMissing();
  const problem = problemOf(error);
  if (problem) showFailure(sheet, problem, load, { level: 1 });
}
