// Above a ticket: the way back to the list, and its neighbours there, over the borders of the list's pages.

import { listTickets } from '../api/ticket-api.js';
import { rowAddress } from '../lib/links.js';
import { askFor } from '../lib/list-query.js';
import { addressOfPage, neighboursIn, withNeighbours } from '../lib/neighbours.js';
import { keysWait, onKey } from '../lib/shortcuts.js';
import { perTab } from '../lib/storage.js';

const KEPT = 'ticketing.list';

/** `bar` is the bar of the ticket with that id, `tools` what is mounted there; `list` as it is kept. */
export async function mountPlace(bar, id, { list: kept, tools }) {
  let list = kept;
  const goTo = (neighbour) => neighbour && location.assign(`ticket.html?id=${neighbour}`);
  onKey('k', () => goTo(neighboursIn(list, id)?.previous));
  onKey('j', () => goTo(neighboursIn(list, id)?.next));

  const show = () => {
    bar.querySelector('#back').href = rowAddress({ url: addressOfPage(list, id) }, id);
    tools.showPlace(neighboursIn(list, id));
  };
  show();
  const ask = (page) => listTickets(askFor({ ...list.query, page })).catch(() => null); // the neighbour is in the list all the same
  list = await keysWait(withNeighbours(list, id, ask));
  perTab.write(KEPT, list);
  show();
}
