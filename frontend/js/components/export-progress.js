// How far an export is, and the way to cancel it. Emits 'cancel'.

import { html, render } from '../lib/html.js';
import { formatNumber, formatSize } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { words } from '../lib/report-texts.js';

const say = words.export;

/** `total` is the number of rows, null if there are too many to say. Returns show({rows, bytes}). */
export function mountExportProgress(el, total) {
  render(el, html`
    <progress class="export-bar" aria-label="${say.label}" max="${total ?? 1}"></progress>
    <span class="export-text"></span>
    <button type="button" class="button is-quiet">${text.common.cancel}</button>`);
  el.querySelector('button').addEventListener('click', () => el.dispatchEvent(new CustomEvent('cancel')));
  const [bar, label] = el.children;
  return ({ rows, bytes }) => {
    if (total) bar.value = rows;
    label.textContent = total ? say.running(formatNumber(rows), formatNumber(total)) : say.size(say.running(formatNumber(rows)), formatSize(bytes));
  };
}
