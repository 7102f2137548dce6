// What can be done with the selected tickets. Emits 'status-wanted' {status}, 'field-wanted' {field}, 'all-wanted' and 'clear'.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';
import { keyHint } from '../lib/shortcuts.js';
import { FIELD_KEYS, RESOLVED, STATUSES } from '../lib/ticket-fields.js';
import { tools } from '../lib/tool-texts.js';
import { statusClass, statusIcon } from './status.js';

const say = tools.selected;
const CHOSEN = Object.entries(FIELD_KEYS).filter(([, field]) => field !== 'status');

export function mountSelectionBar(el) {
  render(el, html`
    <div class="selection-bar" role="group" aria-label="${say.selection}" hidden>
      <p class="selection-count"></p>
      <button type="button" class="button is-quiet is-icon" data-do="clear" aria-label="${say.clearSelection}" title="${say.clearSelection}">${icon('close')}</button>
      <button type="button" class="button is-quiet selection-all" data-do="all-wanted" hidden></button>
      <button type="button" class="button is-primary" data-status="${RESOLVED}">${say.resolve}${keyHint('e')}</button>
      ${STATUSES.filter((status) => status !== RESOLVED).map((status) => html`
        <button type="button" class="button is-quiet ${statusClass(status)}" data-status="${status}">${statusIcon(status)}${text.status[status]}</button>`)}
      ${CHOSEN.map(([key, field]) => html`
        <button type="button" class="button is-quiet" data-field="${field}" aria-haspopup="dialog">${text.field[field]}${keyHint(key)}</button>`)}
    </div>`);
  const bar = el.firstElementChild;
  const emit = (name, detail) => el.dispatchEvent(new CustomEvent(name, { detail }));
  bar.addEventListener('click', ({ target }) => {
    const { status, field, do: name } = target.closest('button')?.dataset ?? {};
    if (status) emit('status-wanted', { status });
    else if (field) emit('field-wanted', { field });
    else if (name) emit(name);
  });
  return {
    /** `matching`: {count, countCapped} of the list, if more of it can be selected. */
    show({ number, elsewhere, isFull, matching }) {
      bar.hidden = !number;
      const parts = [text.list.selected(number), elsewhere && say.elsewhere(elsewhere), isFull && say.mostSelected];
      bar.querySelector('.selection-count').textContent = parts.filter(Boolean).join(' · ');
      const all = bar.querySelector('.selection-all');
      all.hidden = !matching;
      if (matching) all.textContent = matching.countCapped ? say.selectFirst(matching.count) : say.selectAll(matching.count);
    },
    hasFocus: () => bar.contains(document.activeElement),
    focus: () => bar.querySelector('[data-status]').focus(),
  };
}
