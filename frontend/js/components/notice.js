// A sentence the reader should see now, above what it is about; read out when it appears.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';

const ICONS = { info: 'info', success: 'check', warning: 'alert', danger: 'alert' };

/** `el` is an empty element in the page. `tone`: info, success, warning or danger; `lines` are shown below. */
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
