// Which tickets are selected. Emits 'selection-change'.

import { text } from '../lib/messages.js';
import { onKey } from '../lib/shortcuts.js';
import { announce } from './notices.js';

// As many as lists count.
const MOST = 1000;

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

  /** What was checked before somebody listened is selected. */
  const takeOver = () => {
    const boxes = el.querySelector('#select-all')?.checked ? boxesIn(el) : boxesIn(el).filter((box) => box.checked);
    if (boxes.length) setBoxes(boxes, true);
  };

  return { takeOver, ids: () => [...chosen], add: (ids) => set(ids, true), most: MOST, counts, clear, sync };
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
