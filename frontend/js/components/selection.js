// Where the reader is in the list, moved by keys; and which tickets are selected. Emits 'selection-change'.

import { text } from '../lib/messages.js';
import { onKey } from '../lib/shortcuts.js';
import { announce } from './notices.js';

// As many as lists count.
const MOST = 1000;

/**
 * Returns {focus, current}: `focus` focuses the row of `id`, or where the reader is or was last, and returns it; `current` returns that row, if
 * the reader has been in the list. `rows()`: the rows in order.
 */
export function mountRowCursor(rows) {
  let last = null; // where the reader was when the focus left the list
  let order = []; // the list at that time

  function step(by, id) {
    const all = rows();
    const here = all.find((row) => row.dataset.id === id) ?? document.activeElement.closest?.('tr[data-id]') ?? nearest(all);
    const index = all.indexOf(here);
    // In place of a row that has gone stands the next one.
    const isGone = here?.dataset.id !== last;
    const row = all[index < 0 ? 0 : Math.min(Math.max(index + (isGone ? Math.min(by, 0) : by), 0), all.length - 1)];
    row?.querySelector('[data-part=link]').focus();
    row?.scrollIntoView({ block: 'nearest' });
    return row;
  }

  function nearest(all) {
    const at = order.indexOf(last);
    const ids = at < 0 ? [] : [...order.slice(at), ...order.slice(0, at).reverse()];
    return ids.map((id) => all.find((row) => row.dataset.id === id)).find(Boolean);
  }

  document.addEventListener('focusin', ({ target }) => {
    const row = target.closest('tr[data-id]');
    if (!row) return;
    last = row.dataset.id;
    order = rows().map(({ dataset }) => dataset.id);
  });
  onKey('j', () => Boolean(step(1)));
  onKey('k', () => Boolean(step(-1)));
  return {
    focus: (id) => step(0, String(id)),
    current: () => document.activeElement.closest?.('tr[data-id]') ?? nearest(rows()),
  };
}

/**
 * Selects by checkbox, a range with Shift, the whole page, or keys; what is selected stays so on other pages.
 * Call `sync` after rows in `el` were drawn again.
 */
export function mountSelection(el, cursor) {
  const chosen = new Set();
  let anchor = null; // where a range begins

  const changed = () => {
    showChosen(el, chosen);
    el.dispatchEvent(new CustomEvent('selection-change'));
  };
  const sync = () => chosen.size && changed();

  const setBoxes = (boxes, isOn) => set(boxes.map(idOf), isOn);

  function set(ids, isOn) {
    for (const id of ids) {
      if (!isOn) chosen.delete(id);
      else if (chosen.size < MOST) chosen.add(id);
    }
    announce(text.list.selected(chosen.size));
    changed();
  }

  function toggle(box, isRange = false) {
    const all = boxesIn(el);
    const isOn = !chosen.has(idOf(box));
    const from = isRange ? all.findIndex((each) => idOf(each) === anchor) : -1;
    const to = all.indexOf(box);
    anchor = idOf(box);
    setBoxes(from < 0 ? [box] : all.slice(Math.min(from, to), Math.max(from, to) + 1), isOn);
  }

  function clear() {
    anchor = null;
    if (!chosen.size) return false;
    chosen.clear();
    changed();
    return true;
  }

  el.addEventListener('click', ({ target, shiftKey }) => {
    if (target.id === 'select-all') setBoxes(boxesIn(el), target.checked);
    if (target.dataset.part === 'pick') toggle(target, shiftKey);
  });
  onKey('Escape', clear);
  onKey('x', () => {
    const box = cursor.focus()?.querySelector('[data-part=pick]');
    if (box) toggle(box);
    return Boolean(box);
  });
  /** How many are selected, how many of them on other pages, whether no more can be, and whether all here are. */
  const counts = () => {
    const boxes = boxesIn(el);
    const here = boxes.filter((box) => chosen.has(idOf(box))).length;
    return { number: chosen.size, elsewhere: chosen.size - here, isFull: chosen.size >= MOST, isAllHere: here > 0 && here === boxes.length };
  };

  return { ids: () => [...chosen], add: (ids) => set(ids, true), most: MOST, counts, clear, sync };
}

function boxesIn(el) {
  return [...el.querySelectorAll('[data-part=pick]')];
}

function idOf(box) {
  return Number(box.closest('tr').dataset.id);
}

function showChosen(el, chosen) {
  const all = boxesIn(el);
  for (const box of all) {
    box.checked = chosen.has(idOf(box));
    box.closest('tr').classList.toggle('is-selected', box.checked);
  }
  const head = el.querySelector('#select-all');
  if (!head) return;
  head.checked = all.length > 0 && all.every((box) => box.checked);
  head.indeterminate = !head.checked && all.some((box) => box.checked);
}
