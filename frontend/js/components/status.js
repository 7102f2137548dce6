// A ticket's status: a shape, a colour and a word, so that none of them has to be seen.

import { html } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';

export const STATUSES = ['New', 'Under Review', 'Resolved'];

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
