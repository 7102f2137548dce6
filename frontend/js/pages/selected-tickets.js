// The bar over the list: what is selected, all that match, and what can be done with them.

import { listTickets } from '../api/ticket-api.js';
import { mountSelectionBar } from '../components/selection-bar.js';
import { gather } from '../lib/batches.js';
import { askFor } from '../lib/list-query.js';
import { text } from '../lib/messages.js';
import { tools } from '../lib/tool-texts.js';
import { messageOf, showPageNotice } from './problems.js';

/** Returns a function that shows what is selected. Its options are as in list-changes.js. */
export function mountBar({ selection, cursor, seen, state, toast, set, choose }) {
  const el = document.querySelector('#selection-bar');
  const bar = mountSelectionBar(el);
  const hasFocus = () => ({ hasFocus: bar.hasFocus() });
  // The button goes with the selection: the focus moves to "Undo".
  const clearIf = (isDone) => isDone && selection.clear();

  el.addEventListener('clear', () => {
    selection.clear();
    cursor.focus();
  });
  el.addEventListener('status-wanted', async ({ detail }) => clearIf(await set(selection.ids(), 'status', detail.status, hasFocus())));
  el.addEventListener('field-wanted', async ({ detail }) => clearIf(await choose(selection.ids(), detail.field, hasFocus)));
  el.addEventListener('all-wanted', selectAll);

  async function selectAll() {
    const { query } = state();
    const cancel = new AbortController();
    const most = selection.most;
    toast.show({ message: tools.selected.gathering, action: { label: text.common.cancel, run: () => cancel.abort() }, all: most });
    const ask = (page) => listTickets(askFor({ ...query, page, pageSize: 100 }), cancel.signal);
    try {
      const found = await gather(ask, { most, signal: cancel.signal, tell: toast.advance });
      for (const ticket of found) seen.set(ticket.id, ticket);
      // Nothing is selected in a list that the reader has left meanwhile.
      if (!cancel.signal.aborted && state().query === query) selection.add(found.map(({ id }) => id));
    } catch (error) {
      const problem = messageOf(error);
      if (problem) showPageNotice({ tone: 'danger', message: tools.selected.notGathered, lines: [problem] });
    }
    toast.close();
    if (document.activeElement === document.body) bar.focus();
  }

  return () => {
    const counts = selection.counts();
    const { page } = state();
    const hasMore = counts.isAllHere && (page.next || page.previous) && counts.number < Math.min(page.count, selection.most);
    bar.show({ ...counts, matching: hasMore ? page : null });
  };
}
