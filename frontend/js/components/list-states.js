// What stands in the list's place when it has nothing to show. Emits 'clear' and 'first-page'.

import { html } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';
import { showState } from './state.js';

const say = text.list;

export function showNoTickets(el, { isAdmin }) {
  showState(el, {
    iconName: 'inbox',
    title: say.none,
    details: html`<p>${isAdmin ? say.noneHintAdmin : say.noneHint}</p>`,
    actions: html`<a class="button is-primary" href="submit.html">${icon('plus')}${text.masthead.submit}</a>`,
  });
}

export function showNoMatch(el) {
  showWayOut(el, say.noMatch, say.noMatchHint, say.clear, 'clear');
}

/** The address asks for what the service does not know; `reason` is the service's. */
export function showBadQuery(el, reason) {
  showWayOut(el, say.badQuery, reason, say.clear, 'clear');
}

export function showNoPage(el, page) {
  showWayOut(el, say.noPage(page), say.noPageHint, say.firstPage, 'first-page');
}

function showWayOut(el, title, hint, label, event) {
  showState(el, {
    iconName: 'search',
    title,
    details: html`<p>${hint}</p>`,
    actions: html`<button type="button" class="button">${label}</button>`,
  });
  el.querySelector('button').addEventListener('click', () => el.dispatchEvent(new CustomEvent(event)));
}
