// A ticket's status and priority: an icon, a colour and a word, so that no one of them is needed; and the control that sets a status.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';
import { keyHint } from '../lib/shortcuts.js';
import { RESOLVED, STATUSES } from '../lib/ticket-fields.js';

const ICONS = { New: 'new', 'Under Review': 'review', Resolved: 'resolved' };

/** The class that gives an element the status's colours. */
export function statusClass(status) {
  return `is-${ICONS[status] ?? 'new'}`;
}

export function statusIcon(status) {
  return icon(ICONS[status] ?? 'new');
}

export function statusBadge(status) {
  return html`<span class="status ${statusClass(status)}">${statusIcon(status)}${text.status[status]}</span>`;
}

/** Where there is no room for the word, screen readers still read it. */
export function priorityMark(priority) {
  return html`<span class="priority-mark is-${priority.toLowerCase()}">${icon(priority.toLowerCase())}<span class="priority-word">${text.priority[priority]}</span></span>`;
}

/** One press sets a status. Emits 'status-chosen' {status}. */
export function mountStatusControl(el) {
  render(el, html`
    <p class="status-control-label" aria-hidden="true">${text.field.status}${keyHint('s')}</p>
    <div class="status-control" role="group" aria-label="${text.ticket.setStatus}">
      ${STATUSES.map((status) => html`
        <button type="button" class="status-choice ${statusClass(status)}" value="${status}">${statusIcon(status)}${text.status[status]}${status === RESOLVED && keyHint('e')}</button>`)}
    </div>`);
  const group = el.querySelector('.status-control');
  group.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    // Not `disabled` while a change is under way: that would take the focus away.
    if (!button || group.ariaBusy === 'true' || button.ariaPressed === 'true') return;
    el.dispatchEvent(new CustomEvent('status-chosen', { detail: { status: button.value } }));
  });
  return {
    show(status) {
      for (const button of group.children) button.ariaPressed = String(button.value === status);
    },
    isBusy: () => group.ariaBusy === 'true',
    setBusy(isBusy) {
      group.ariaBusy = String(isBusy);
    },
  };
}
