// What stands around the list: how many tickets there are, the pages of them, and how many go on one.

import { showPager } from '../components/pager.js';
import { DEFAULTS } from '../lib/list-query.js';
import { text } from '../lib/messages.js';

const count = document.querySelector('#count');
const foot = document.querySelector('.list-foot');
const pager = document.querySelector('#pager');

/** `onPage(page)` goes there; `hrefOf(page)` is its address. `query` is what was asked for, `answer` the page that came. */
export function mountListFrame({ onPage, hrefOf }) {
  pager.addEventListener('page-chosen', ({ detail }) => onPage(detail.page));

  function showPages(answer, query) {
    // Fewer than the smallest page: nothing to choose.
    foot.hidden = answer.count <= Math.min(query.pageSize, DEFAULTS.pageSize);
    showPager(pager, {
      page: query.page,
      pages: Math.ceil(answer.count / query.pageSize),
      hasNext: Boolean(answer.next),
      isOpenEnded: Boolean(answer.countCapped),
      hrefOf,
    });
  }

  return {
    show(answer, query) {
      sayCount(text.list.results(answer.count, answer.countCapped));
      if (answer.results.length) showPages(answer, query);
      else foot.hidden = true;
    },
    /** The same, while somebody reads: who is about to choose a page is not disturbed. */
    update(answer, query) {
      sayCount(text.list.results(answer.count, answer.countCapped));
      if (!pager.contains(document.activeElement)) showPages(answer, query);
    },
    /** There is no list to stand around. */
    clear() {
      sayCount('');
      foot.hidden = true;
    },
    /** Whether the reader is there, or nowhere: what was pressed goes when the page it led to comes. */
    hasReader: () => document.activeElement === document.body || foot.contains(document.activeElement),
  };
}

function sayCount(said) {
  // The same sentence again would be read out again.
  if (count.textContent !== said) count.textContent = said;
}
