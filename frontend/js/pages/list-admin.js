// Administrators change tickets: one in its row, or several that are selected. Others never load this.

import { mountSelectionBar } from '../components/selection-bar.js';
import { mountToast } from '../components/toast.js';
import { mountChanges } from './list-changes.js';

/** Returns {change, showBar, toast}: `showBar()` offers what can be done with the selected tickets. */
export function mountAdminTools({ selection, keys, statusOf, apply }) {
  const toast = mountToast(document.querySelector('#toast'));
  const { change } = mountChanges({ toast, apply, statusOf, land: keys.stand });
  return { toast, change, showBar: mountBar({ selection, change, land: keys.stand }) };
}

function mountBar({ selection, change, land }) {
  const el = document.querySelector('#selection-bar');
  const bar = mountSelectionBar(el);
  let isBusy = false;

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
  return () => bar.show(selection.ids().length);
}
