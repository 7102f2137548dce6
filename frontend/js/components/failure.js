// Why something did not work, and what to check: for calls that failed.

import { html } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { showState } from './state.js';

const say = text.failure;

/**
 * `problem`: {kind: 'unreachable', address, answers, overridden}, {kind: 'refused', status, message, requestId},
 * {kind: 'offline'}, or {kind: 'unexpected', message}. `again` is what "Try again" does; `options`: {level, focus} as in a state.
 */
export function showFailure(el, problem, again, options = {}) {
  const button = html`<button type="button" class="button is-primary try-again">${text.common.tryAgain}</button>`;
  showState(el, { tone: 'danger', ...describe(problem), actions: button, ...options });
  el.firstElementChild.setAttribute('role', 'alert');
  const state = el.firstElementChild;
  el.querySelector('.try-again').addEventListener('click', again);
  // Nobody should have to press a button for a connection that is back.
  if (problem.kind === 'offline') window.addEventListener('online', () => state.isConnected && again(), { once: true });
}

function describe(problem) {
  if (problem.kind === 'offline') return { iconName: 'offline', title: say.offline, tone: 'calm', details: html`<p>${say.offlineHint}</p>` };
  if (problem.kind === 'unreachable') return describeUnreachable(problem);
  if (problem.kind === 'unexpected') return { iconName: 'alert', title: say.unexpected, details: html`<p>${problem.message}</p>` };
  if (problem.status >= 500) return describeBroken(problem);
  return {
    iconName: 'alert',
    title: problem.status === 403 ? say.forbidden : say.refused,
    details: html`<p>${problem.message}</p>`,
  };
}

function describeUnreachable({ address, answers, overridden }) {
  const checks = answers
    ? [say.originFirst(location.origin), overridden ? say.overridden : say.address]
    : [say.running, say.origin(location.origin), overridden ? say.overridden : say.address];
  return {
    iconName: 'unplugged',
    title: say.unreachable,
    details: html`
      <p>${say.tried} <code>${address}</code></p>
      <ul class="state-checks">${checks.map((check) => html`<li>${check}</li>`)}</ul>`,
  };
}

function describeBroken({ message, requestId }) {
  return {
    iconName: 'alert',
    title: say.broken,
    details: html`
      <p>${message}</p>
      <p>${say.brokenHint}</p>
      ${requestId && html`<p>${say.reference} <code>${requestId}</code></p>`}`,
  };
}
