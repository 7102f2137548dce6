// A combobox: what a text field offers while somebody types. Arrow keys choose, Enter takes, Tab the first one too, Escape closes.

import { fragment, html, render } from '../lib/html.js';
import { debounce } from '../lib/timing.js';

const LATER_AFTER = 150;

/**
 * `offersAt(caret)` returns {key, partial, start, end, options: [{insert, label, hint, isWhole}], later}: what can stand in place of that range of
 * the text; `later()` resolves to more of them. `onTaken(isWhole)` is called when one was put there.
 */
export function mountCompletion(input, { label, offersAt, onTaken }) {
  const list = fragment(html`<ul class="completion" role="listbox" id="${input.id}-options" aria-label="${label}" hidden></ul>`).firstElementChild;
  input.after(list);
  input.setAttribute('aria-controls', list.id);
  let offers = null;
  let active = -1;
  let running = new AbortController();

  const draw = () => {
    const options = offers?.options ?? [];
    render(list, options.map((option, index) => optionOf(option, index, { id: list.id, isActive: index === active })));
    list.hidden = !options.length;
    input.ariaExpanded = String(options.length > 0);
    if (active >= 0) input.setAttribute('aria-activedescendant', `${list.id}-${active}`);
    else input.removeAttribute('aria-activedescendant');
    list.children[active]?.scrollIntoView({ block: 'nearest' });
  };
  const close = () => {
    running.abort();
    offers = null;
    active = -1;
    draw();
  };
  const addLater = debounce(async (asked, { signal }) => {
    const options = await asked.later().catch(() => []);
    if (signal.aborted) return;
    const known = new Set(asked.options.map(({ insert }) => insert));
    offers = { ...asked, options: [...asked.options, ...options.filter(({ insert }) => !known.has(insert))] };
    active = firstOf(offers, active);
    draw();
  }, LATER_AFTER);
  const open = () => {
    close();
    offers = offersAt(input.selectionStart);
    active = firstOf(offers, -1);
    draw();
    running = new AbortController();
    if (offers?.later) addLater(offers, running);
  };
  const take = ({ insert, isWhole }) => {
    const { start, end } = offers;
    const space = isWhole && input.value[end] !== ' ' ? ' ' : '';
    input.setRangeText(insert + space, start, end, 'end');
    close();
    onTaken(isWhole);
    if (!isWhole) open();
  };
  const move = (by) => {
    if (!offers?.options.length) return open();
    const count = offers.options.length;
    active = active < 0 && by < 0 ? count - 1 : (active + by + count) % count;
    return draw();
  };
  input.addEventListener('input', ({ isComposing }) => {
    open();
    // Without a letter to go by, everything is offered only to who asks for it.
    if (isComposing || document.activeElement !== input || !(offers?.key || offers?.partial)) close();
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => !event.isComposing && press(event, { move, close, take: () => take(offers.options[Math.max(active, 0)]), isOpen: Boolean(offers?.options.length), isActive: active >= 0, isBegun: Boolean(offers?.partial) }));
  // The field keeps the focus.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => {
    const option = target.closest('[role=option]');
    if (option) take(offers.options[[...list.children].indexOf(option)]);
  });
  return { close };
}

function press(event, { move, close, take, isOpen, isActive, isBegun }) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (ctrlKey || metaKey || altKey || shiftKey) return;
  const run = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: isActive && take,
    // Who has begun a word would otherwise type the rest of it as shortcuts.
    Tab: (isActive || (isOpen && isBegun)) && take,
    Escape: isOpen && close,
  }[key];
  if (run) {
    event.preventDefault();
    run();
  } else if (isOpen && ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'Enter'].includes(key)) close();
}

// After a key the first value that fits is meant; a plain word is searched as it is unless somebody chooses.
function firstOf(offers, active) {
  if (active >= 0) return active;
  return offers?.key && offers.partial && offers.options.length ? 0 : -1;
}

function optionOf({ label, hint }, index, { id, isActive }) {
  return html`
    <li class="completion-option" role="option" id="${id}-${index}" aria-selected="${isActive}">
      <bdi>${label}</bdi> ${hint && html`<bdi class="completion-hint">${hint}</bdi>`}
    </li>`;
}
