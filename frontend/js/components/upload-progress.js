// The progress of an upload. Emits 'cancel'.

import { html, render } from '../lib/html.js';
import { formatPercent } from '../lib/locale.js';
import { text } from '../lib/messages.js';

const say = text.submit;

export function mountUploadProgress(el, { label = say.sending } = {}) {
  return {
    start() {
      render(el, html`
        <div class="upload">
          <p class="upload-label" role="status">${label}</p>
          <progress max="1" value="0" aria-label="${label}"></progress>
          <span class="upload-share"></span>
          <button type="button" class="button is-quiet">${text.common.cancel}</button>
        </div>`);
      const cancel = el.querySelector('button');
      cancel.addEventListener('click', () => el.dispatchEvent(new CustomEvent('cancel')));
      cancel.focus();
    },
    advance(share) {
      el.querySelector('progress').value = share;
      el.querySelector('.upload-share').textContent = say.sent(formatPercent(share));
      // Everything is sent; now the service works on it.
      if (share === 1) el.querySelector('.upload-label').textContent = say.finishing;
    },
    stop() {
      el.replaceChildren();
    },
  };
}
