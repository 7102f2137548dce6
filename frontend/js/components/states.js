// What is shown in place of the content: a failure, an empty list, a missing ticket. An icon, a sentence, and what to do next.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';

const say = text.failure;

/** `details` and `actions` are markup, `level` is the heading's, which takes the focus if `focus` is set. */
function showState(el, { iconName, title, details, actions, tone = 'calm', level = 2, focus = false }) {
  render(el, html`
    <section class="state is-${tone}">
      <span class="state-icon">${icon(iconName)}</span>
      <h${level} class="state-title" tabindex="-1">${title}</h${level}>
      <div class="state-details">${details}</div>
      ${actions && html`<div class="state-actions">${actions}</div>`}
    </section>`);
  if (focus) el.querySelector('.state-title').focus();
}

// A state whose button emits `event` on `el`.
function showWayOut(el, { title, hint, label, event }) {
  const actions = html`<button type="button" class="button">${label}</button>`;
  showState(el, { iconName: 'search', title, details: html`<p>${hint}</p>`, actions });
  el.querySelector('button').addEventListener('click', () => el.dispatchEvent(new CustomEvent(event)));
}

export function showNoMatch(el) {
  const { noMatch, noMatchHint, clear } = text.list;
  showWayOut(el, { title: noMatch, hint: noMatchHint, label: clear, event: 'clear' });
}

export function showNoPage(el, page) {
  const { noPage, noPageHint, firstPage } = text.list;
  showWayOut(el, { title: noPage(page), hint: noPageHint, label: firstPage, event: 'first-page' });
}

export function showBadQuery(el, hint) {
  const { badQuery, clear } = text.list;
  showWayOut(el, { title: badQuery, hint, label: clear, event: 'clear' });
}

export function showNoTickets(el, { isAdmin }) {
  const { none, noneHint, noneHintAdmin } = text.list;
  const actions = html`<a class="button is-primary" href="submit.html">${icon('plus')}${text.masthead.submit}</a>`;
  showState(el, { iconName: 'inbox', title: none, details: html`<p>${isAdmin ? noneHintAdmin : noneHint}</p>`, actions });
}

export function showMissingTicket(el) {
  const { missing, missingHint, back } = text.ticket;
  const actions = html`<a class="button is-primary" href="tickets.html">${back}</a>`;
  showState(el, { iconName: 'search', title: missing, details: html`<p>${missingHint}</p>`, actions, level: 1, focus: true });
}

/**
 * `problem`: {kind: 'unreachable', address, answers, overridden}, {kind: 'refused', status, message, requestId},
 * {kind: 'offline'}, or {kind: 'unexpected', message}. `again` is what "Try again" does; `options`: {level, focus} as above.
 */
export function showFailure(el, problem, again, options = {}) {
  const actions = html`<button type="button" class="button is-primary">${text.common.tryAgain}</button>`;
  showState(el, { iconName: 'alert', tone: 'danger', ...describe(problem), actions, ...options });
  const state = el.firstElementChild;
  state.setAttribute('role', 'alert');
  state.querySelector('button').addEventListener('click', again);
  // Nobody should have to press a button once the connection is back.
  if (problem.kind === 'offline') window.addEventListener('online', () => state.isConnected && again(), { once: true });
}

function describe(problem) {
  if (problem.kind === 'offline') return { iconName: 'offline', title: say.offline, tone: 'calm', details: html`<p>${say.offlineHint}</p>` };
  if (problem.kind === 'unreachable') return describeUnreachable(problem);
  if (problem.status >= 500) return describeServerError(problem);
  return { title: titleOf(problem), details: html`<p>${problem.message}</p>` };
}

function titleOf({ kind, status }) {
  if (kind === 'unexpected') return say.unexpected;
  return status === 403 ? say.forbidden : say.refused;
}

function describeUnreachable({ address, answers, overridden }) {
  const origins = answers ? [say.originFirst(location.origin)] : [say.running, say.origin(location.origin)];
  const checks = [...origins, overridden ? say.overridden : say.address];
  const details = html`
    <p>${say.tried} <code>${address}</code></p>
    <ul class="state-checks">${checks.map((check) => html`<li>${check}</li>`)}</ul>`;
  return { iconName: 'unplugged', title: say.unreachable, details };
}

function describeServerError({ message, requestId }) {
  const details = html`
    <p>${message}</p>
    <p>${say.brokenHint}</p>
    ${requestId && html`<p>${say.reference} <code>${requestId}</code></p>`}`;
  return { title: say.broken, details };
}
