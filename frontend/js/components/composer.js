// Where replies and notes are written: a form for each kind, so that one is never sent as the other. Typing never switches between
// them. A button with a value sets that status along with the reply; `data-change` is as in ticket-sheet.js.

import { filled } from '../lib/filled.js';
import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';
import { more } from '../lib/more-texts.js';
import { RESOLVED } from '../lib/ticket-fields.js';

const say = more.composer;

/**
 * `label` names the reply's text; `isStaff`: with the note, and statuses to set. Returns {el, forms, form(), choose(kind),
 * showTicket(ticket, {isRequester})}. Emits 'kind-chosen' {from, to, isFree}: two forms, and
 * whether the text was taken along.
 */
export function mountComposers(el, { label, isStaff }) {
  render(el, html`
    ${isStaff && html`<div class="composer-kinds" role="group" aria-label="${say.kind}">${kindButton('reply', label)}${kindButton('note', say.note)}</div>`}
    ${composer('reply', { label, isStaff })}
    ${isStaff && composer('note', { label: say.note, isStaff })}`);
  const forms = Object.fromEntries([...el.querySelectorAll('form')].map((form) => [form.dataset.kind, form]));
  const form = () => el.querySelector('.composer:not([hidden])');

  function choose(kind) {
    for (const [each, one] of Object.entries(forms)) one.hidden = each !== kind;
    for (const button of el.querySelectorAll('.composer-kind')) {
      const isChosen = button.dataset.kind === kind;
      button.ariaPressed = String(isChosen);
      // What waits there is not forgotten.
      button.querySelector('.composer-unsent').hidden = isChosen || !forms[button.dataset.kind].elements.body.value.trim();
    }
  }

  el.addEventListener('click', ({ target }) => {
    const button = target.closest('.composer-kind');
    if (!button || button.ariaPressed === 'true') return;
    const [from, to] = [form(), forms[button.dataset.kind]];
    if (from.ariaBusy === 'true') return;
    const isFree = !to.elements.body.value.trim();
    if (isFree) [to.elements.body.value, from.elements.body.value] = [from.elements.body.value, ''];
    choose(button.dataset.kind);
    el.dispatchEvent(new CustomEvent('kind-chosen', { detail: { from, to, isFree } }));
    to.elements.body.focus();
  });
  choose('reply');
  el.dataset.isStaff = isStaff ? 'yes' : '';
  return { el, forms: Object.values(forms), form, choose, showTicket: (ticket, who) => showTicket(forms.reply, ticket, who) };
}

function kindButton(kind, label) {
  return html`
    <button type="button" class="composer-kind" data-kind="${kind}">
      ${kind === 'note' && icon('lock')}<span>${label}</span><span class="composer-unsent" hidden>· ${say.unsent}</span>
    </button>`;
}

function composer(kind, { label, isStaff }) {
  return html`
    <form class="composer is-${kind}" data-kind="${kind}" aria-label="${label}" autocomplete="off" novalidate>
      <div class="composer-notice"></div>
      ${kind === 'note' && html`<p class="composer-lock">${icon('lock')} ${more.conversation.internal}</p>`}
      <p class="composer-hint"></p>
      <fieldset>${bodyField(kind, label)}${filesField(kind)}</fieldset>
      <div class="composer-foot">${kind === 'note' ? send(say.addNote) : html`${send(say.send)}${isStaff && statuses()}`}<span class="composer-own"></span></div>
      <div class="composer-progress"></div>
    </form>`;
}

function send(label) {
  return html`<button type="submit" class="button is-primary">${label}</button>`;
}

function statuses() {
  return html`
    <button type="submit" class="button" value="${RESOLVED}" aria-keyshortcuts="Control+Shift+Enter">${say.resolve}</button>
    <button type="submit" class="button" value="Under Review">${say.review}</button>`;
}

function bodyField(kind, label) {
  return html`
    <div class="field" data-field="body">
      <label class="visually-hidden" for="${kind}-body">${label}</label>
      <textarea class="input" id="${kind}-body" name="body" dir="auto" rows="3" placeholder="${kind === 'note' ? say.noteHint : say.replyHint}"
                aria-describedby="${kind}-excess ${kind}-body-error"></textarea>
      <div class="field-excess" hidden>
        <p id="${kind}-excess"></p>
        <button type="button" class="button">${text.submit.attachRest}</button>
      </div>
      <p class="field-error" id="${kind}-body-error"></p>
    </div>`;
}

function filesField(kind) {
  return html`
    <div class="field" data-field="attachment">
      <div class="drop-area">
        <input class="drop-input" id="${kind}-files" type="file" multiple aria-labelledby="${kind}-choose" aria-describedby="${kind}-files-hint ${kind}-files-error">
        <label class="button is-quiet" id="${kind}-choose" for="${kind}-files">${icon('file')}${text.files.choose}</label>
        <p class="field-hint" id="${kind}-files-hint">${say.files}</p>
      </div>
      <ul class="file-list" aria-label="${text.files.label}"></ul>
      <p class="file-warning" role="status"></p>
      <p class="field-error" id="${kind}-files-error"></p>
    </div>`;
}

function showTicket(form, { status, duplicateOf }, { isRequester }) {
  const isResolved = status === RESOLVED;
  const link = html`<a href="ticket.html?id=${duplicateOf}">#${duplicateOf}</a>`;
  const hint = duplicateOf ? filled(say.elsewhere, link) : isRequester && isResolved && say.reopens;
  render(form.querySelector('.composer-hint'), html`${hint}`);
  const [name, label] = isResolved ? ['reopen', say.solvedNot] : ['close', say.notNeeded];
  const own = form.querySelector('.composer-own');
  // The focus stays on a button that is still there.
  if (!isRequester || own.firstElementChild?.dataset.change === name) return;
  render(own, html`<button type="button" class="button${!isResolved && ' is-quiet'}" data-change="${name}">${label}</button>`);
}
