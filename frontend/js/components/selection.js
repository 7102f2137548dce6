// Which tickets are selected: by checkbox, by a range with Shift, or all of the page. Emits 'selection-change'.

import { announce } from '../lib/announce.js';
import { text } from '../lib/messages.js';

/** `el` holds the table, whose rows may be drawn anew at any time: then `sync` shows the selection in them. */
export function mountSelection(el) {
  const chosen = new Set();
  let anchor = null; // where a range begins

  const sync = () => showChosen(el, chosen);

  const tell = () => {
    sync();
    el.dispatchEvent(new CustomEvent('selection-change'));
  };

  function set(some, isOn) {
    for (const box of some) chosen[isOn ? 'add' : 'delete'](idOf(box));
    announce(text.list.selected(chosen.size));
    tell();
  }

  function toggle(box, isRange) {
    const all = boxesIn(el);
    const isOn = !chosen.has(idOf(box));
    const from = isRange ? all.findIndex((each) => idOf(each) === anchor) : -1;
    const to = all.indexOf(box);
    anchor = idOf(box);
    set(from < 0 ? [box] : all.slice(Math.min(from, to), Math.max(from, to) + 1), isOn);
  }

  function clear() {
    anchor = null;
    if (!chosen.size) return;
    chosen.clear();
    tell();
  }

  el.addEventListener('click', ({ target, shiftKey }) => {
    if (target.id === 'select-all') set(boxesIn(el), target.checked);
    if (target.dataset.part === 'pick') toggle(target, shiftKey);
  });
  return {
    ids: () => [...chosen],
    has: () => chosen.size > 0,
    toggle: (row) => toggle(row.querySelector('[data-part=pick]'), false),
    clear,
    sync,
  };
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
