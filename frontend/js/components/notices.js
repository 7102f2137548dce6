// What the reader should notice: notices above the content, announcements to screen readers, the line about a slow service.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';

const ICONS = { info: 'info', success: 'check', warning: 'alert', danger: 'alert' };

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
  const slow = addStatus('slow-line');
  window.addEventListener('service-slow', ({ detail: isSlow }) => {
    slow.textContent = isSlow ? text.failure.slow : '';
  });
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
