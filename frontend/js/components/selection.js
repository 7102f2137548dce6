// Where the reader is in the list, moved by keys; and which tickets are selected. Emits 'selection-change'.

import { text } from '../lib/messages.js';
import { onKey } from '../lib/shortcuts.js';
import { announce } from './notices.js';

/** Returns {focus}, which focuses the row where the reader is, or was last, and returns it. `rows()`: the rows in order. */
export function mountRowCursor(rows) {
  let last = null; // where the reader was when the focus left the list

  const current = () => document.activeElement.closest?.('tr[data-id]') ?? rows().find((row) => row.dataset.id === last);

  function step(by) {
    const all = rows();
    const index = all.indexOf(current());
    const row = all[index < 0 ? 0 : Math.min(Math.max(index + by, 0), all.length - 1)];
    row?.querySelector('[data-part=link]').focus();
    row?.scrollIntoView({ block: 'nearest' });
    return row;
  }

  document.addEventListener('focusin', ({ target }) => {
    last = target.closest('tr[data-id]')?.dataset.id ?? last;
  });
  onKey('j', () => Boolean(step(1)));
  onKey('k', () => Boolean(step(-1)));
  return { focus: () => step(0) };
}

/** Selects by checkbox, a range with Shift, the whole page, or keys. Call `sync` after rows in `el` were drawn again. */
export function mountSelection(el, cursor) {
  const chosen = new Set();
  let anchor = null; // where a range begins

  const sync = () => showChosen(el, chosen);

  const changed = () => {
    sync();
    el.dispatchEvent(new CustomEvent('selection-change'));
  };

  function set(boxes, isOn) {
    for (const box of boxes) chosen[isOn ? 'add' : 'delete'](idOf(box));
    announce(text.list.selected(chosen.size));
    changed();
  }

  function toggle(box, isRange = false) {
    const all = boxesIn(el);
    const isOn = !chosen.has(idOf(box));
    const from = isRange ? all.findIndex((each) => idOf(each) === anchor) : -1;
    const to = all.indexOf(box);
    anchor = idOf(box);
    set(from < 0 ? [box] : all.slice(Math.min(from, to), Math.max(from, to) + 1), isOn);
  }

  function clear() {
    anchor = null;
    if (!chosen.size) return false;
    chosen.clear();
    changed();
    return true;
  }

  el.addEventListener('click', ({ target, shiftKey }) => {
    if (target.id === 'select-all') set(boxesIn(el), target.checked);
    if (target.dataset.part === 'pick') toggle(target, shiftKey);
  });
  onKey('Escape', clear);
  onKey('x', () => {
    const box = cursor.focus()?.querySelector('[data-part=pick]');
    if (box) toggle(box);
    return Boolean(box);
  });
  return { ids: () => [...chosen], clear, sync };
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
