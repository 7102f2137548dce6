// Page numbers under a list. Emits 'page-chosen' {page}; the links work without it, too.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';

const say = text.list;

/** `hrefOf(page)` is a page's address; `isOpenEnded`: there may be pages after the last one known. */
export function showPager(el, { page, pages, hasNext, isOpenEnded, hrefOf }) {
  if (pages < 2 && !hasNext) {
    el.replaceChildren();
    return;
  }
  render(el, html`
    <nav class="pager" aria-label="${say.pages}">
      ${step(page - 1, page > 1, hrefOf, html`${icon('back')}<span>${say.previous}</span>`, 'prev')}
      <ol class="pager-numbers">${numbers(page, pages).map((number) => entry(number, page, hrefOf))}</ol>
      <span class="pager-place">${isOpenEnded ? say.page(page) : say.pageOf(page, pages)}</span>
      ${step(page + 1, hasNext, hrefOf, html`<span>${say.next}</span>${icon('forward')}`, 'next')}
    </nav>`);
  el.querySelector('nav').addEventListener('click', (event) => choose(el, event));
}

function choose(el, event) {
  const link = event.target.closest('a[data-page]');
  // With a modifier the browser opens a tab of its own.
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  el.dispatchEvent(new CustomEvent('page-chosen', { detail: { page: Number(link.dataset.page) } }));
}

function step(page, isPossible, hrefOf, label, rel) {
  if (!isPossible) return html`<span class="button is-quiet pager-step" aria-hidden="true" data-off>${label}</span>`;
  return html`<a class="button is-quiet pager-step" id="page-${rel}" rel="${rel}" href="${hrefOf(page)}" data-page="${page}">${label}</a>`;
}

function entry(number, page, hrefOf) {
  if (number === null) return html`<li class="pager-gap" aria-hidden="true">…</li>`;
  const current = number === page && html` aria-current="page"`;
  return html`<li><a class="pager-number" id="page-${number}" href="${hrefOf(number)}" data-page="${number}" aria-label="${say.page(number)}"${current}>${number}</a></li>`;
}

/** First, last, and those around the current page; null stands for a gap. */
function numbers(page, pages) {
  const wanted = [1, page - 1, page, page + 1, pages].filter((number) => number >= 1 && number <= pages);
  const sorted = [...new Set(wanted)].sort((a, b) => a - b);
  return sorted.flatMap((number, index) => (index && number - sorted[index - 1] > 1 ? [null, number] : [number]));
}
