// One ticket: shown, kept up to date while it is looked at, and for administrators changed.

import { changeStatus, getTicket } from '../api/tickets.js';
import { showFailure } from '../components/failure.js';
import { clearNotice, showNotice } from '../components/notice.js';
import { showState } from '../components/state.js';
import { mountStatusControl } from '../components/status-control.js';
import { mountTicketSheet } from '../components/ticket-sheet.js';
import { html } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { perTab } from '../lib/storage.js';
import { whileVisible } from '../lib/timing.js';
import { isAdmin } from '../session.js';
import { isStatus, problemOf } from './problem.js';
import { startPage } from './start.js';
import { showFiles } from './ticket-files.js';

const CHECK_EVERY = 10_000;

const sheet = document.querySelector('#ticket');
const notice = document.querySelector('#notice');
const id = new URLSearchParams(location.search).get('id') ?? '';
const say = text.ticket;

startPage('ticket', main);

function main(user) {
  let known; // {ticket, etag} as shown
  let view;
  let control;
  let files;

  async function load() {
    try {
      open(await getTicket(id));
    } catch (error) {
      explain(error);
    }
  }

  function open(fresh) {
    document.title = `${say.title(fresh.ticket.id, fresh.ticket.title)} · ${text.masthead.brand}`;
    view = mountTicketSheet(sheet, fresh.ticket, { withControl: isAdmin(user) });
    if (isAdmin(user)) control = mountControl();
    files = showFiles(sheet.querySelector('.sheet-files'), fresh.ticket.attachments, () => getTicket(id));
    show(fresh);
    sheet.ariaBusy = 'false';
  }

  function show(fresh) {
    const isNews = known && known.ticket.status !== fresh.ticket.status;
    known = fresh;
    view.showFacts(fresh.ticket);
    control?.show(fresh.ticket.status);
    files.renew(fresh.ticket.attachments);
    return isNews;
  }

  // Somebody else's change shows by itself; a link that ran out is renewed on the way.
  async function check() {
    if (!known || control?.isBusy()) return;
    try {
      const fresh = await getTicket(id, known.etag);
      if (fresh && show(fresh)) showNotice(notice, { message: say.statusNow(fresh.ticket.status) });
    } catch (error) {
      if (isStatus(error, 404)) explain(error);
      // Otherwise what is shown stays, and the next check may be luckier.
    }
  }

  function mountControl() {
    const place = sheet.querySelector('.sheet-control');
    const mounted = mountStatusControl(place);
    place.addEventListener('status-chosen', ({ detail }) => setStatus(detail.status));
    return mounted;
  }

  async function setStatus(status) {
    clearNotice(notice);
    control.setBusy(true);
    try {
      const fresh = await change(status);
      show(fresh);
      tellOutcome(status, fresh.ticket.status);
    } catch (error) {
      const problem = problemOf(error);
      if (problem) showNotice(notice, { tone: 'danger', message: problem.message ?? text.failure.unreachable, lines: problem.address ? [problem.address] : [] });
    }
    control.setBusy(false);
  }

  async function change(status) {
    try {
      return await changeStatus(id, status, known.etag);
    } catch (error) {
      if (!isStatus(error, 412)) throw error;
    }
    const fresh = await getTicket(id);
    // The tag changes with the hour, too, for the files' links: then nobody changed the ticket, and the choice stands.
    const isUnchanged = fresh.ticket.updatedAt === known.ticket.updatedAt && fresh.ticket.status === known.ticket.status;
    return isUnchanged ? changeStatus(id, status, fresh.etag) : fresh;
  }

  function explain(error) {
    known = null;
    sheet.ariaBusy = 'false';
    if (isStatus(error, 404)) return showMissing();
    const problem = problemOf(error);
    if (problem) showFailure(sheet, problem, { level: 1 });
  }

  document.querySelector('#back').href = `tickets.html${perTab.read('list') ?? ''}`;
  if (!/^[1-9]\d{0,15}$/.test(id)) {
    showMissing();
    return;
  }
  sheet.addEventListener('again', load);
  whileVisible(check, CHECK_EVERY);
  load();
}

function tellOutcome(wanted, actual) {
  if (actual === wanted) showNotice(notice, { tone: 'success', message: say.statusSet(actual) });
  else showNotice(notice, { tone: 'warning', message: say.changedMeanwhile(actual) });
}

function showMissing() {
  showState(sheet, {
    iconName: 'search',
    title: say.missing,
    details: html`<p>${say.missingHint}</p>`,
    actions: html`<a class="button is-primary" href="tickets.html">${say.back}</a>`,
    level: 1,
    focus: true,
  });
}
