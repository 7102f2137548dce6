// The list's keys and, for administrators, changing one ticket or several.

import { mountSelection } from '../components/selection.js';
import { mountSelectionBar } from '../components/selection-bar.js';
import { mountToast } from '../components/toast.js';
import { mountChanges } from './list-changes.js';
import { followKeys } from './list-keys.js';

/** Returns {sync, clear}: to show the selection in rows that were drawn anew, and to drop it. */
export function mountTools({ place, rows, isAdmin, statusOf, apply }) {
  const toast = mountToast(document.querySelector('#toast'));
  const selection = isAdmin ? mountSelection(place) : null;
  const keys = followKeys({ rows, selection, toast });
  if (!selection) return { sync() {}, clear() {} };

  const { change } = mountChanges({ toast, apply, statusOf, land: keys.stand });
  place.addEventListener('status-chosen', ({ detail }) => change([detail.id], detail.status));
  followBar({ place, selection, change, land: keys.stand });
  return selection;
}

function followBar({ place, selection, change, land }) {
  const el = document.querySelector('#selection-bar');
  const bar = mountSelectionBar(el);
  let isBusy = false;

  place.addEventListener('selection-change', ({ detail }) => bar.show(detail.ids.length));
  el.addEventListener('clear', () => {
    selection.clear();
    land();
  });
  el.addEventListener('status-wanted', async ({ detail }) => {
    if (isBusy) return;
    isBusy = true;
    // The button goes with the selection: the focus goes on to where the change can be undone.
    if (await change(selection.ids(), detail.status, { focus: bar.hasFocus() })) selection.clear();
    isBusy = false;
  });
}
