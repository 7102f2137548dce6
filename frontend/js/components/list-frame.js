// Around the list: how many tickets there are and, in the document's title, are unread; those that arrived meanwhile; the pages.
// Emits 'page-chosen' {page} and 'arrivals-wanted'; the links to pages work without it, too.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { PAGE_SIZES } from '../lib/list-query.js';
import { countText } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { announce } from './notices.js';

const say = text.list;

/** `el` holds #count, #arrivals, and .list-foot with #pager; `hrefOf(page)` is a page's address. */
export function mountListFrame(el, hrefOf) {
  const [count, arrivals, foot, pager] = ['#count', '#arrivals', '.list-foot', '#pager'].map((name) => el.querySelector(name));
  const emit = (name, detail) => el.dispatchEvent(new CustomEvent(name, { detail }));
  arrivals.addEventListener('click', ({ target }) => target.closest('button') && emit('arrivals-wanted'));
  pager.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-page]');
    // With a modifier the browser opens a tab of its own.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    emit('page-chosen', { page: Number(link.dataset.page) });
  });
  return {
    /** `page` is the API's answer to `query`, `label` says what arrived. `isQuiet` leaves the pages alone while they have the focus. */
    show(page, query, { label = '', isQuiet = false } = {}) {
      showCount(count, say.results(page.count, page.countCapped));
      showArrivals(arrivals, label);
      foot.hidden = !page.results.length;
      // Fewer than the smallest page: nothing to choose.
      foot.querySelector('.select-label').hidden = page.count <= Math.min(query.pageSize, ...PAGE_SIZES);
      if (!isQuiet || !pager.contains(document.activeElement)) showPager(pager, page, query, hrefOf);
    },
    clear() {
      showCount(count, '');
      foot.hidden = true;
    },
    /** `capped` names the counts that were stopped. */
    showUnread({ unread, capped }) {
      document.title = (unread ? `(${countText(unread, capped.includes('unread'))}) ` : '') + say.pageTitle;
    },
    hideArrivals: () => showArrivals(arrivals, ''),
    /** Whether the focus is here, or nowhere: the link that was pressed is gone once its page is shown. */
    hasReader: () => document.activeElement === document.body || foot.contains(document.activeElement),
  };
}

function showCount(el, label) {
  // The same sentence again would be read out again.
  if (el.textContent !== label) el.textContent = label;
}

function showArrivals(el, label) {
  if (el.textContent === label) return;
  render(el, label && html`<button type="button" class="arrivals-button">${icon('refresh')}${label}</button>`);
  if (label) announce(label);
}

function showPager(el, { count, countCapped, next }, { page, pageSize }, hrefOf) {
  const pages = Math.ceil(count / pageSize);
  if (pages < 2 && !next) return el.replaceChildren();
  render(el, html`
    <nav class="pager" aria-label="${say.pages}">
      ${step(page - 1, page > 1, hrefOf, html`${icon('back')}<span>${say.previous}</span>`, 'prev')}
      <ol class="pager-numbers">${numbers(page, pages).map((number) => entry(number, page, hrefOf))}</ol>
      <span class="pager-place">${countCapped ? say.page(page) : say.pageOf(page, pages)}</span>
      ${step(page + 1, next, hrefOf, html`<span>${say.next}</span>${icon('forward')}`, 'next')}
    </nav>`);
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

/** First, last, and those around the current page; null stands for a gap. Pages past a capped count have numbers, too. */
function numbers(page, pages) {
  const last = Math.max(page, pages);
  const wanted = [1, page - 1, page, page + 1, last].filter((number) => number >= 1 && number <= last);
  const sorted = [...new Set(wanted)].sort((a, b) => a - b);
  return sorted.flatMap((number, index) => (index && number - sorted[index - 1] > 1 ? [null, number] : [number]));
}
