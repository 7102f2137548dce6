// A dialog to choose one of several things in, by a part of its name: a combobox over a list that is always open.

import { fragment, html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';
import { keysWait } from '../lib/shortcuts.js';
import { loadStyles } from '../lib/styles.js';
import { tools } from '../lib/tool-texts.js';

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
const say = tools.chooser;

/**
 * `find(typed, signal)` returns {options, later}: what is known at once and, if the service has to be asked, a promise of what follows.
 * An option: {id, label, mark, detail, key, shortcut, group, isOn}; `mark` is markup, typing `key` alone chooses it, `shortcut` is only
 * shown, and options of one `group` stand together. Resolves to the option once the dialog is closed, or to null.
 */
export async function choose({ title, hint = '', find }) {
  await keysWait(loadStyles('dialog', 'chooser'));
  const dialog = fragment(html`
    <dialog class="dialog chooser" aria-label="${title}">
      <div class="chooser-head">
        <input class="chooser-input" role="combobox" aria-expanded="true" aria-autocomplete="list" aria-controls="chooser-list" aria-label="${title}"
               placeholder="${hint || title}" dir="auto" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="go" autofocus>
        <button type="button" class="button is-quiet is-icon" aria-label="${text.common.close}" tabindex="-1">${icon('close')}</button>
      </div>
      <div class="chooser-list" id="chooser-list" role="listbox" aria-label="${title}"></div>
      <p class="chooser-none" role="status"></p>
    </dialog>`).firstElementChild;
  document.body.append(dialog);
  return new Promise((resolve) => open(dialog, find, resolve));
}

function open(dialog, find, resolve) {
  const input = dialog.querySelector('input');
  let chosen = null;
  const take = (option) => {
    chosen = option;
    // What is chosen takes effect before the keys pressed after it.
    keysWait(new Promise((done) => dialog.addEventListener('close', done, { once: true })));
    input.blur(); // where nothing had the focus before, a key would still go there
    dialog.close();
  };
  const list = mountOptions(dialog);
  const search = searcherOf({ find, list, take });
  input.addEventListener('input', () => search(input.value.trim()));
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (STEPS[event.key]) list.step(STEPS[event.key]);
    else if (event.key === 'Enter') search.accept();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener('click', ({ target }) => {
    const option = list.at(target.closest('[role=option]'));
    if (option) take(option);
    else if (target === dialog || target.closest('button')) dialog.close();
  });
  dialog.addEventListener('close', () => {
    search.stop();
    dialog.remove();
    // The focus is back where it was.
    resolve(chosen);
  }, { once: true });
  dialog.showModal();
  search('');
}

/** A function that shows what is found for a text; Enter waits for what is still on its way when nothing is sure to fit. */
function searcherOf({ find, list, take }) {
  let running = new AbortController();
  let late = []; // the options that came later
  let isPending = false;
  let wanted = null; // Enter was pressed before anything was there

  async function search(typed) {
    stop();
    running = new AbortController();
    const { signal } = running;
    const { options, later } = find(typed, signal);
    const meant = typed && options.find(({ key }) => key === typed);
    if (meant) return take(meant);
    isPending = Boolean(later);
    // What fitted fewer letters fits until the answer is there.
    late = late.filter((option) => fits(option, typed));
    list.show([...options, ...late], { isPending, isNew: true });
    if (!later) return;
    const found = await later.catch(() => []);
    if (signal.aborted) return;
    late = found;
    isPending = false;
    list.show([...options, ...late], { isPending });
    if (!wanted) return;
    if (list.active()) wanted.resolve();
    accept();
    stop();
  }

  // Who fitted before may not be the one that fits best.
  const isSure = (option) => option && !(isPending && late.includes(option) && !list.isMoved());

  function accept() {
    const option = list.active();
    if (isSure(option)) return take(option);
    if (isPending) keysWait(new Promise((resolve, reject) => (wanted = { resolve, reject })), { inFields: true });
  }

  function stop() {
    running.abort();
    wanted?.reject();
    wanted = null;
  }

  return Object.assign(search, { accept, stop });
}

/** Whether every word of a text occurs in what the option is called. */
export function fits({ label, detail = '' }, typed) {
  const name = `${label} ${detail}`.toLocaleLowerCase();
  return typed.toLocaleLowerCase().split(/\s+/).every((word) => name.includes(word));
}

function mountOptions(dialog) {
  const el = dialog.querySelector('[role=listbox]');
  const input = dialog.querySelector('input');
  let options = [];
  let current = 0;
  let isMoved = false; // by keys

  function mark() {
    const items = [...el.querySelectorAll('[role=option]')];
    for (const [index, item] of items.entries()) item.ariaSelected = String(index === current);
    const item = items[current];
    if (item) input.setAttribute('aria-activedescendant', item.id);
    else input.removeAttribute('aria-activedescendant');
    item?.scrollIntoView({ block: 'nearest' });
  }

  return {
    /** The first option is active, or the one that was moved to, unless what is shown answers another text. */
    show(found, { isPending, isNew = false }) {
      isMoved &&= !isNew;
      const before = isMoved ? options[current]?.id : null;
      options = found;
      current = Math.max(0, options.findIndex(({ id }) => id === before));
      render(el, groups(options));
      dialog.querySelector('.chooser-none').textContent = options.length || isPending ? '' : say.none;
      mark();
    },
    step(by) {
      isMoved = true;
      const last = options.length - 1;
      const isAtEnd = current === (by > 0 ? last : 0);
      current = isAtEnd ? last - current : Math.min(last, Math.max(0, current + by));
      mark();
    },
    active: () => options[current],
    isMoved: () => isMoved,
    at: (item) => item && options[[...el.querySelectorAll('[role=option]')].indexOf(item)],
  };
}

function groups(options) {
  const parts = [];
  for (const [index, option] of options.entries()) {
    if (option.group !== options[index - 1]?.group || !parts.length) parts.push({ name: option.group, items: [] });
    parts.at(-1).items.push(item(option, index));
  }
  return html`${parts.map(({ name, items }, index) => (name
    ? html`<div role="group" aria-labelledby="chooser-group-${index}"><p class="chooser-group" id="chooser-group-${index}" role="presentation">${name}</p>${items}</div>`
    : items))}`;
}

function item({ label, mark, detail, key, shortcut, isOn }, index) {
  return html`
    <div class="chooser-option" id="chooser-option-${index}" role="option" aria-selected="false">
      ${mark}<bdi class="chooser-label">${label}</bdi>${detail && html` <bdi class="chooser-detail">${detail}</bdi>`}
      ${isOn && html`<span class="chooser-on">${icon('check')}<span class="visually-hidden">${say.isOn}</span></span>`}
      ${(key ?? shortcut) && html`<kbd aria-hidden="true">${key ?? shortcut}</kbd>`}
    </div>`;
}
