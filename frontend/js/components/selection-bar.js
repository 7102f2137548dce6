// What can be done with the selected tickets. Emits 'status-wanted' {status} and 'clear'.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';
import { RESOLVED, STATUSES } from '../lib/ticket-fields.js';
import { statusClass, statusIcon } from './status.js';

const say = text.list;

export function mountSelectionBar(el) {
  render(el, html`
    <div class="selection-bar" role="group" aria-label="${say.selection}" hidden>
      <p class="selection-count"></p>
      <button type="button" class="button is-quiet is-icon" data-do="clear" aria-label="${say.clearSelection}" title="${say.clearSelection}">${icon('close')}</button>
      <button type="button" class="button is-primary" data-status="${RESOLVED}">${say.resolve}</button>
      ${STATUSES.filter((status) => status !== RESOLVED).map((status) => html`
        <button type="button" class="button is-quiet ${statusClass(status)}" data-status="${status}">${statusIcon(status)}${text.status[status]}</button>`)}
    </div>`);
  const bar = el.firstElementChild;
  bar.addEventListener('click', ({ target }) => {
    const { status } = target.closest('button')?.dataset ?? {};
    if (status) el.dispatchEvent(new CustomEvent('status-wanted', { detail: { status } }));
    else if (target.closest('[data-do=clear]')) el.dispatchEvent(new CustomEvent('clear'));
  });
  return {
    show({ number, elsewhere, isFull }) {
      bar.hidden = !number;
      const parts = [say.selected(number), elsewhere && say.elsewhere(elsewhere), isFull && say.mostSelected];
      bar.querySelector('.selection-count').textContent = parts.filter(Boolean).join(' · ');
    },
    hasFocus: () => bar.contains(document.activeElement),
  };
}
