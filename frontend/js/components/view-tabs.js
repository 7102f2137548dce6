// Views beside the tabs, each with its count, and what can be done with them. Emits 'view-chosen', 'view-edit' {view} and 'view-save'.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { countText } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { selectorOf } from '../lib/scroll-restoration.js';

const say = text.list.views;

/** The views that are there at first have names in every language. */
export function nameOfView({ name, isShared }) {
  return isShared && Object.hasOwn(say.names, name) ? say.names[name] : name;
}

export function mountViewTabs(nav) {
  const emit = (name, view) => nav.dispatchEvent(new CustomEvent(name, { detail: { view } }));
  let views = [];
  nav.addEventListener('click', (event) => {
    const { target } = event;
    const action = target.closest('[data-do]');
    const link = target.closest('a');
    if (action) return emit(action.dataset.do, views.find(({ id }) => String(id) === action.dataset.view));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    emit('view-chosen', views.find(({ id }) => String(id) === link.dataset.view));
  });
  /** `current` is the view that is shown, `editable` the one that can be edited here, either may be undefined. */
  return function show(now, { current, editable, canSave }) {
    views = now;
    const focused = nav.contains(document.activeElement) && selectorOf(document.activeElement);
    render(nav, html`
      ${views.map((view) => tab(view, view === current))}
      <span class="view-actions">
        ${editable && action('edit', { iconName: 'pencil', label: say.edit(nameOfView(editable)), id: editable.id })}
        ${canSave && action('save', { iconName: 'bookmark', label: say.save, hasWords: true })}
      </span>`);
    if (focused) nav.querySelector(focused)?.focus({ preventScroll: true });
  };
}

function action(name, { iconName, label, id, hasWords = false }) {
  return html`
    <button type="button" class="tab view-action" id="view-${name}" data-do="view-${name}" data-view="${id}" aria-label="${label}" title="${label}">
      ${icon(iconName)}${hasWords && html`<span>${label}</span>`}
    </button>`;
}

function tab(view, isCurrent) {
  const { id, query, count, countCapped } = view;
  return html`
    <a class="tab view-tab" id="view-${id}" data-view="${id}" href="tickets.html?${query}"${isCurrent && html` aria-current="true"`}>
      <bdi>${nameOfView(view)}</bdi> <span class="tab-count">${count !== undefined && countText(count, countCapped)}</span>
    </a>`;
}
