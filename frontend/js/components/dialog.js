// A form in a modal dialog. The browser keeps the focus inside and gives it back afterwards.

import { clearErrorsOnInput, showFieldErrors } from '../lib/forms.js';
import { fragment, html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';
import { loadStyles } from '../lib/styles.js';

const FIRST_INPUT = ':is(input, textarea, select):not([readonly], [hidden])';

/**
 * `fields` is markup; without any it is a question. `isComplete(values, form)` may keep the dialog open; `submit(values)` closes it unless it throws, and
 * `explain(error)` returns what was wrong, as a sentence or as {field: [message, …]}. `leave` is the other button's label,
 * `also` {name, label} a third one that submits, too: `name` is among the values then.
 * Resolves to true once submitted, or once `until` resolves; to false if the dialog is closed.
 */
export async function ask({ title, lead, fields = '', isWide = false, send, leave = text.common.cancel, also, isComplete = () => true, submit, explain, until }) {
  await loadStyles('dialog');
  const dialog = fragment(html`
    <dialog class="dialog${isWide && ' is-wide'}" aria-labelledby="dialog-heading">
      <form class="stack" method="dialog" novalidate>
        <div>
          <h2 id="dialog-heading">${title}</h2>
          <p class="dialog-lead">${lead}</p>
        </div>
        <div class="dialog-problem" role="alert"></div>
        ${fields}
        <div class="dialog-actions">
          <button type="submit" class="button is-primary">${send}</button>
          <button type="button" class="button is-quiet" data-do="leave">${leave}</button>
          ${also && html`<button type="submit" class="button is-quiet" name="${also.name}" value="true">${also.label}</button>`}
        </div>
      </form>
    </dialog>`).firstElementChild;
  document.body.append(dialog);
  return new Promise((resolve) => run(dialog, { isComplete, submit, explain, until, resolve }));
}

function run(dialog, { isComplete, submit, explain, until, resolve }) {
  const form = dialog.querySelector('form');
  let isBusy = false;
  let isDone = false;
  const finish = () => {
    isDone = true;
    dialog.close();
  };
  clearErrorsOnInput(form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { name, value } = event.submitter ?? {};
    const values = { ...Object.fromEntries(new FormData(form)), ...(name && { [name]: value }) };
    if (isBusy || !isComplete(values, form)) return;
    isBusy = true;
    render(dialog.querySelector('.dialog-problem'), '');
    await submit(values).then(finish, (error) => showProblem(dialog, explain(error)));
    isBusy = false;
  });
  // Escape must not throw away what was typed.
  dialog.addEventListener('cancel', (event) => isTypedInto(form) && event.preventDefault());
  until?.then(finish);
  dialog.querySelector('[data-do=leave]').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(isDone);
  }, { once: true });
  dialog.showModal();
  (form.querySelector(FIRST_INPUT) ?? form.querySelector('[type=submit]')).focus();
}

function isTypedInto(form) {
  return [...form.querySelectorAll('textarea, input:not([type])')].some(({ value, defaultValue }) => value !== defaultValue);
}

function showProblem(dialog, problem) {
  const sentence = typeof problem === 'object' ? showFieldErrors(dialog, problem).join(' ') : problem;
  if (!sentence) return;
  render(dialog.querySelector('.dialog-problem'), html`<p class="notice is-danger">${icon('alert')}<span>${sentence}</span></p>`);
  const input = dialog.querySelector(FIRST_INPUT);
  if (input?.localName === 'input') input.select();
  input?.focus();
}

/** A line, or with `rows` a text of several, in any language. */
export function textField({ name, label, value = '', rows = 8 }) {
  const about = html`id="dialog-${name}" name="${name}" dir="auto" required aria-describedby="dialog-${name}-error"`;
  return html`
    <div class="field" data-field="${name}">
      <label class="field-label" for="dialog-${name}">${label}</label>
      ${rows > 1 ? html`<textarea class="input" rows="${rows}" ${about}>\n${value}</textarea>` : html`<input class="input" value="${value}" ${about}>`}
      <p class="field-error" id="dialog-${name}-error"></p>
    </div>`;
}

export function passwordField({ name, label, hint, autocomplete }) {
  const hintId = hint && html`dialog-${name}-hint `;
  return html`
    <div class="field" data-field="${name}">
      <label class="field-label" for="dialog-${name}">${label}</label>
      ${hint && html`<p class="field-hint" id="dialog-${name}-hint">${hint}</p>`}
      <input class="input" id="dialog-${name}" name="${name}" type="password" autocomplete="${autocomplete}" required
             aria-describedby="${hintId}dialog-${name}-error">
      <p class="field-error" id="dialog-${name}-error"></p>
    </div>`;
}

/** One of `choices`: [[value, what it says, what it is called], …]. */
export function choiceField({ name, label, value, choices }) {
  return html`
    <fieldset class="field" data-field="${name}">
      <legend class="field-label">${label}</legend>
      ${choices.map(([each, words, called]) => html`
        <label class="dialog-choice">
          <input type="radio" name="${name}" value="${each}"${each === value && html` checked`}>
          <span>${called && html`<strong>${called}</strong> `}<span class="dialog-choice-text" dir="auto">${words}</span></span>
        </label>`)}
      <p class="field-error"></p>
    </fieldset>`;
}

export function checkField({ name, label, isChecked = false }) {
  return html`
    <label class="dialog-choice"><input type="checkbox" name="${name}" value="true"${isChecked && html` checked`}><span>${label}</span></label>`;
}

/** For password managers. */
export function usernameField(username) {
  return html`<input name="username" autocomplete="username" value="${username}" readonly hidden>`;
}
