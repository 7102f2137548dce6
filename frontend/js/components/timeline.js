// What was said about a ticket and done with it, oldest first. Emits 'edit-entry' {entry} and 'remove-entry' {entry}.

import { filled } from '../lib/filled.js';
import { fragment, html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { timeTag } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { more } from '../lib/more-texts.js';
import { prose } from '../lib/prose.js';

const say = more.conversation;
const EDITABLE_FOR = 15 * 60_000;
// As the service writes them.
const REASONS = {
  'No longer needed.': say.reasons.close,
  'This did not solve it.': say.reasons.reopen,
  'This is a duplicate of another ticket.': say.reasons.duplicate,
};
const NO_ADMINISTRATOR = /^(.+) is no administrator any more\.$/s;

/** `el` is a list; `me` is the reader. Returns {show(entries), files(id), mark(id)}. */
export function mountTimeline(el, { me, isAdmin }) {
  const shown = new Map(); // {item, looks, entry} by id
  el.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-do]');
    if (!button) return;
    const { entry } = shown.get(Number(button.closest('.entry').dataset.entry));
    el.dispatchEvent(new CustomEvent(button.dataset.do, { detail: { entry } }));
  });

  function showEntry(entry) {
    const can = { edit: canEdit(entry, me), remove: isAdmin && entry.kind !== 'change' && !entry.removedBy };
    const looks = JSON.stringify([entry.body, entry.editedAt, entry.removedBy, entry.author?.username, can]);
    const before = shown.get(entry.id);
    if (before?.looks === looks) return;
    const item = before?.item ?? el.appendChild(itemOf(entry));
    render(item.querySelector('.entry-content'), contentOf(entry, can));
    if (entry.removedBy) item.querySelector('.entry-files').replaceChildren();
    item.classList.toggle('is-change', entry.kind === 'change' || Boolean(entry.removedBy));
    shown.set(entry.id, { item, looks, entry });
  }

  return {
    /** What stands there already is left as it is, unless it has changed. */
    show(entries) {
      const ids = new Set(entries.map(({ id }) => id));
      for (const [id, { item }] of shown) {
        if (ids.has(id)) continue;
        item.remove(); // a change that was undone
        shown.delete(id);
      }
      entries.forEach(showEntry);
    },
    /** Where the entry's files are shown. */
    files: (id) => shown.get(id).item.querySelector('.entry-files'),
    /** Marks the entry that an address names ('entry-31'), and brings it into view. */
    mark: (name) => mark(el, name),
  };
}

function mark(el, name) {
  el.querySelector('.is-marked')?.classList.remove('is-marked');
  const item = /^entry-\d+$/.test(name) && el.querySelector(`#${name}`);
  if (!item) return;
  item.classList.add('is-marked');
  item.scrollIntoView({ block: 'start' });
  item.focus({ preventScroll: true });
}

function canEdit(entry, me) {
  const isOwn = entry.author?.id === me.id && entry.kind !== 'change' && !entry.removedBy;
  return isOwn && Date.now() - new Date(entry.createdAt) < EDITABLE_FOR;
}

function itemOf({ id, kind, author, isInternal }) {
  const side = isInternal ? 'is-internal' : author?.isStaff ? 'is-staff' : '';
  return fragment(html`
    <li id="entry-${id}" class="entry is-${kind} ${side}" data-entry="${id}" tabindex="-1">
      <div class="entry-content"></div>
      <div class="entry-files"></div>
    </li>`).firstElementChild;
}

function contentOf(entry, can) {
  if (entry.kind === 'change') return html`<p class="entry-line">${entry.isInternal && icon('lock')}<span>${changesOf(entry)} · ${address(entry)}</span></p>`;
  if (entry.removedBy) {
    return html`<p class="entry-line"><span>${filled(say.removed, nameOf(entry.author), html`<bdi>${entry.removedBy}</bdi>`)} · ${address(entry)}</span></p>`;
  }
  return html`
    <header class="entry-head">
      ${nameOf(entry.author)}
      ${entry.author?.isStaff && entry.kind === 'reply' && html`<span class="entry-side">${say.staff}</span>`}
      ${entry.isInternal && html`<span class="entry-lock">${icon('lock')}${say.internal}</span>`}
      <span class="entry-when">
        ${address(entry)}${entry.editedAt && !entry.earlier?.length && html` · ${say.edited}`}
        ${tool(can.edit, 'edit-entry', 'pencil', say.edit)}${tool(can.remove, 'remove-entry', 'trash', say.remove)}
      </span>
    </header>
    <div class="prose">${prose(entry.body)}</div>
    ${entry.earlier?.length > 0 && earlier(entry.earlier)}`;
}

function nameOf(author) {
  return html`<bdi class="entry-author">${author?.username ?? say.someone}</bdi>`;
}

function address({ id, createdAt }) {
  return html`<a class="entry-time" href="#entry-${id}">${timeTag(createdAt)}</a>`;
}

function tool(isThere, name, iconName, label) {
  return isThere && html`<button type="button" class="entry-tool" data-do="${name}" aria-label="${label}" title="${label}">${icon(iconName)}</button>`;
}

function earlier(texts) {
  return html`
    <details class="entry-earlier">
      <summary>${say.edited}</summary>
      ${texts.toReversed().map((each) => html`<p class="entry-before">${say.before}:</p><div class="prose">${prose(each)}</div>`)}
    </details>`;
}

function changesOf({ author, changes, body }) {
  const what = html`${changes.map((change, index) => html`${index > 0 && ' · '}${sentence(change, author)}`)}`;
  return body ? filled(say.reason, what, reason(body)) : what;
}

function reason(body) {
  const [, name] = body.match(NO_ADMINISTRATOR) ?? [];
  return name ? filled(say.reasons.noAdministrator, html`<bdi>${name}</bdi>`) : html`<bdi>${REASONS[body] ?? body}</bdi>`;
}

function sentence({ field, from, to }, author) {
  const name = nameOf(author);
  const quoted = (value) => html`<bdi class="entry-value">${text[field]?.[value] ?? value ?? '–'}</bdi>`;
  const link = (id) => html`<a href="ticket.html?id=${id}">#${id}</a>`;
  const message = say.changes[field] ?? ((who, before, after) => say.changes.other(text.field[field] ?? field, who, before, after));
  if (field === 'description') return filled(message, name);
  if (field === 'duplicateOf' || field === 'duplicate') return filled(message, name, link(to));
  if (field === 'assignee') return assignment({ from, to }, author);
  return filled(message, name, quoted(from), quoted(to));
}

function assignment({ from, to }, author) {
  const quoted = (name) => html`<bdi class="entry-value">${name}</bdi>`; // somebody may be called "me"
  const { taken, assigned, unassigned } = say.assignments;
  if (to === null) return filled(unassigned, nameOf(author), quoted(from));
  return to === author?.username ? filled(taken, nameOf(author)) : filled(assigned, nameOf(author), quoted(to));
}
