// The menus of filters beside the search, which the document has; those of people are for administrators.
// Their controls belong to the form; 'names-wanted' {name, text} is emitted on it when people are to be offered.

import { fragment, html, render } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { FIELDS, kindOf } from '../lib/ticket-fields.js';
import { debounce } from '../lib/timing.js';

const TYPING_PAUSE = 250;

export function mountFilterMenus(form) {
  const menus = [...form.querySelectorAll('.filter-menu')];
  const offered = Object.fromEntries(menus.map(({ dataset: { name } }) => [name, FIELDS[name].values ?? []]));
  let shown = null;
  const want = (name, text) => form.dispatchEvent(new CustomEvent('names-wanted', { detail: { name, text } }));
  const draw = () => menus.forEach((menu) => shown && drawMenu(menu, offered[menu.dataset.name], shown[menu.dataset.name]));
  for (const menu of menus) {
    const ask = () => menu.open && kindOf(menu.dataset.name) === 'people' && want(menu.dataset.name, '');
    closeWhenLeft(menu);
    menu.addEventListener('toggle', ask);
    ask(); // it may have been opened before this was loaded
  }
  followRequester(form, want);
  return {
    show(query) {
      shown = query;
      draw();
    },
    /** Offers these values, too. */
    offer(name, values) {
      offered[name] = [...new Set([...offered[name], ...values])];
      draw();
    },
  };
}

function drawMenu(menu, offered, chosen) {
  const { name } = menu.dataset;
  const all = [...new Set([...offered, ...chosen])];
  if (name === 'requester') return drawNames(menu, all, chosen);
  const choices = menu.querySelector('.filter-choices');
  const inputs = () => [...choices.querySelectorAll('input')];
  // Those that are there stay, one of which may have the focus.
  const known = inputs().map(({ value }) => value);
  choices.append(...all.filter((value) => !known.includes(value)).map((value) => fragment(choice(name, value))));
  for (const input of inputs()) input.checked = chosen.includes(input.value);
}

function drawNames(menu, all, chosen) {
  const input = menu.querySelector('input');
  render(menu.querySelector('datalist'), all.map((name) => html`<option value="${name}"></option>`));
  if (document.activeElement !== input) input.value = chosen.join(', ');
}

function choice(name, value) {
  return html`<label class="filter-choice"><input type="checkbox" name="${name}" value="${value}"><bdi>${text[name]?.[value] ?? value}</bdi></label>`;
}

function followRequester(form, want) {
  const { requester } = form.elements;
  const wantSoon = debounce((text) => want('requester', text), TYPING_PAUSE);
  const tell = () => requester.dispatchEvent(new Event('change', { bubbles: true }));
  requester.addEventListener('input', () => requester.value.trim() && wantSoon(requester.value.trim()));
  // The cross that empties the field.
  requester.addEventListener('search', () => requester.value || tell());
  requester.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault(); // or the form would send what the search box says
    requester.closest('details').querySelector('summary').focus(); // which tells of the change
  });
}

function closeWhenLeft(menu) {
  const isLeft = (node) => !menu.contains(node);
  menu.addEventListener('focusout', ({ relatedTarget }) => relatedTarget && isLeft(relatedTarget) && (menu.open = false));
  document.addEventListener('pointerdown', ({ target }) => isLeft(target) && (menu.open = false));
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}
