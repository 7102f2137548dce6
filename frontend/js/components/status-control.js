// The administrators' choice of a status: one press sets it. Emits 'status-chosen' {status}.

import { html, render } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { STATUSES, statusClass, statusIcon } from './status.js';

export function mountStatusControl(el) {
  render(el, html`
    <p class="status-control-label" aria-hidden="true">${text.ticket.facts.status}</p>
    <div class="status-control" role="group" aria-label="${text.ticket.setStatus}">
      ${STATUSES.map((status) => html`
        <button type="button" class="status-choice ${statusClass(status)}" value="${status}">${statusIcon(status)}${text.status[status]}</button>`)}
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
