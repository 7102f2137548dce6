// A question over the page, with a form. The browser keeps the focus inside and gives it back afterwards.

import { clearErrorsOnInput, showFieldErrors } from '../lib/forms.js';
import { fragment, html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { text } from '../lib/messages.js';
import { loadStyles } from '../lib/styles.js';

/**
 * Opens the dialog; `fields` is markup, `submit(values, form)` is awaited while the buttons rest and closes it unless it throws:
 * `explain(error)` says in words, or as {field: [message, …]}, what was wrong. `leave` is the other button's label.
 * Resolves to true when it was sent, or when `until` was resolved meanwhile; to false when it was left.
 */
export async function ask({ title, lead, fields, send, leave = text.common.cancel, submit, explain, until }) {
  await loadStyles('dialogs');
  const dialog = fragment(html`
    <dialog class="dialog" aria-labelledby="dialog-title">
      <form class="stack" method="dialog" novalidate>
        <div>
          <h2 id="dialog-title">${title}</h2>
          ${lead && html`<p class="dialog-lead">${lead}</p>`}
        </div>
        <div class="dialog-problem" role="alert"></div>
        ${fields}
        <div class="dialog-actions">
          <button type="submit" class="button is-primary">${send}</button>
          <button type="button" class="button is-quiet" data-do="leave">${leave}</button>
        </div>
      </form>
    </dialog>`).firstElementChild;
  document.body.append(dialog);
  return new Promise((resolve) => run(dialog, { submit, explain, until, resolve }));
}

function run(dialog, { submit, explain, until, resolve }) {
  const form = dialog.querySelector('form');
  let isSent = false;
  let isBusy = false;
  clearErrorsOnInput(form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    try {
      render(dialog.querySelector('.dialog-problem'), '');
      await submit(Object.fromEntries(new FormData(form)), form);
      isSent = true;
      dialog.close();
    } catch (error) {
      showProblem(dialog, explain(error));
    }
    isBusy = false;
  });
  until?.then(() => {
    isSent = true;
    dialog.close();
  });
  dialog.querySelector('[data-do=leave]').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(isSent);
  }, { once: true });
  dialog.showModal();
  form.querySelector('input:not([readonly], [hidden])').focus();
}

function showProblem(dialog, problem) {
  if (typeof problem === 'object') return showFieldErrors(dialog.querySelector('form'), problem);
  render(dialog.querySelector('.dialog-problem'), html`<p class="notice is-danger">${icon('alert')}<span>${problem}</span></p>`);
  const input = dialog.querySelector('input:not([readonly], [hidden])');
  input.select();
  input.focus();
}

/** One field of such a form. */
export function field({ name, label, hint, type = 'password', autocomplete }) {
  const hintId = hint && html`dialog-${name}-hint `;
  return html`
    <div class="field" data-field="${name}">
      <label class="field-label" for="dialog-${name}">${label}</label>
      ${hint && html`<p class="field-hint" id="dialog-${name}-hint">${hint}</p>`}
      <input class="input" id="dialog-${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required
             aria-describedby="${hintId}dialog-${name}-error">
      <p class="field-error" id="dialog-${name}-error"></p>
    </div>`;
}
