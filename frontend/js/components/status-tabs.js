// The statuses above the list, each with how many there are. Emits 'status-chosen' {status: [] | [one]}; the links work without it.

import { html, render } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { formatNumber } from '../lib/plurals.js';
import { STATUSES, statusClass, statusIcon } from './status.js';

const say = text.list;

export function mountStatusTabs(el) {
  render(el, html`${['', ...STATUSES].map(tab)}`);
  el.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    el.dispatchEvent(new CustomEvent('status-chosen', { detail: { status: link.dataset.status ? [link.dataset.status] : [] } }));
  });
  return {
    /** `hrefOf(status)` is the address of the list with these statuses. */
    show(chosen, hrefOf) {
      for (const link of el.children) {
        const { status } = link.dataset;
        link.href = hrefOf(status ? [status] : []);
        const isHere = status ? chosen.includes(status) : !chosen.length;
        link.toggleAttribute('aria-current', isHere);
        if (isHere) link.ariaCurrent = 'true';
      }
    },
    clearCounts() {
      for (const place of el.querySelectorAll('.tab-count')) place.textContent = '';
    },
    showCounts({ counts, capped }) {
      const numbers = Object.values(counts);
      // Where one is counted to the limit only, so is the sum.
      const all = capped.length ? Math.max(...numbers) : numbers.reduce((sum, number) => sum + number, 0);
      for (const link of el.children) {
        const { status } = link.dataset;
        const isCapped = status ? capped.includes(status) : capped.length > 0;
        link.querySelector('.tab-count').textContent = formatNumber(status ? counts[status] : all) + (isCapped ? '+' : '');
      }
    },
  };
}

function tab(status) {
  return html`
    <a class="tab ${status && statusClass(status)}" href="tickets.html" data-status="${status}">
      ${status && statusIcon(status)}<span>${status ? text.status[status] : say.all}</span> <span class="tab-count"></span>
    </a>`;
}
