// What the reader should notice: notices above the content, announcements to screen readers, the line about the connection.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';

const ICONS = { info: 'info', success: 'check', warning: 'alert', danger: 'alert' };

const SAID_FOR = 5000;

let announcer;

/** `el` is an empty element in the page. `tone`: info, success, warning or danger; `lines` are shown below the message. */
export function showNotice(el, { message, tone = 'info', lines = [], action }) {
  render(el, html`
    <div class="notice is-${tone}" role="${tone === 'danger' ? 'alert' : 'status'}">
      ${icon(ICONS[tone])}
      <div class="notice-body">
        <p>${message}</p>
        ${lines.map((line) => html`<p>${line}</p>`)}
      </div>
      ${action && html`<button type="button" class="button is-quiet notice-action">${action.label}</button>`}
    </div>`);
  el.querySelector('.notice-action')?.addEventListener('click', action?.run);
}

export function clearNotice(el) {
  el.replaceChildren();
}

/** Call early: a live region that is added together with its text is not read out by every screen reader. */
export function mountLiveRegions() {
  announcer = addStatus('visually-hidden');
  followConnection(addStatus('connection-line'));
}

/** For calls that nobody waits for: says whether the service could be reached. */
export function tellLost(isLost) {
  window.dispatchEvent(new CustomEvent('service-lost', { detail: isLost }));
}

// Says that the reader is offline, or that the service is away or slow; and for some seconds that the connection is back.
function followConnection(el) {
  const { offline, offlineHint, lost, slow, back } = text.failure;
  const heard = {};
  let problem = '';
  let timer;

  function show() {
    const before = problem;
    problem = (!navigator.onLine && `${offline}. ${offlineHint}`) || (heard['service-lost'] && lost) || (heard['service-slow'] && slow) || '';
    if (problem === before) return;
    clearTimeout(timer);
    el.textContent = problem || (before === slow ? '' : back);
    if (!problem) timer = setTimeout(() => el.replaceChildren(), SAID_FOR);
  }

  for (const name of ['service-lost', 'service-slow']) {
    window.addEventListener(name, ({ detail }) => {
      heard[name] = detail;
      show();
    });
  }
  for (const name of ['online', 'offline']) window.addEventListener(name, show);
  show();
}

/** Says something to screen readers without moving the focus. */
export function announce(message) {
  // The same sentence twice is only read twice if the text was empty in between.
  announcer.textContent = '';
  setTimeout(() => {
    announcer.textContent = message;
  }, 50);
}

function addStatus(className) {
  const el = Object.assign(document.createElement('p'), { className });
  el.setAttribute('role', 'status');
  document.body.append(el);
  return el;
}
