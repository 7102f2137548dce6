// What stands where there is nothing to show: an icon, a sentence, and what to do next.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';

/** `details` and `actions` are markup, `level` is the heading's; it takes the focus when `focus` is set. */
export function showState(el, { iconName, title, details, actions, tone = 'calm', level = 2, focus = false }) {
  render(el, html`
    <section class="state is-${tone}">
      <span class="state-icon">${icon(iconName)}</span>
      <h${level} class="state-title" tabindex="-1">${title}</h${level}>
      <div class="state-details">${details}</div>
      ${actions && html`<div class="state-actions">${actions}</div>`}
    </section>`);
  if (focus) el.querySelector('.state-title').focus();
}
