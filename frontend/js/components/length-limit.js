// Says how much of a text is too much, and offers to attach the rest. Emits 'rest-offered' {rest, shorten}.

import { excessOf, splitAt } from '../lib/lengths.js';
import { formatNumber } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { announce } from './notices.js';

/** `field` holds the control, and .field-excess with a paragraph and a button. Returns a function: the error, or '' when the text fits. */
export function mountLengthLimit(field, limit) {
  const control = field.querySelector('input, textarea');
  const note = field.querySelector('.field-excess');
  const button = note.querySelector('button');

  function show() {
    const excess = excessOf(control.value, limit);
    const message = excess ? text.submit.excess(excess, formatNumber(limit.most)) : '';
    if (message && note.hidden) announce(message);
    note.querySelector('p').textContent = message;
    note.hidden = !message;
  }

  function offer() {
    const [start, rest] = splitAt(control.value, limit);
    const shorten = () => {
      control.value = start;
      control.dispatchEvent(new Event('input', { bubbles: true }));
      control.focus();
    };
    field.dispatchEvent(new CustomEvent('rest-offered', { detail: { rest, shorten } }));
  }

  control.addEventListener('input', show);
  control.form.addEventListener('reset', () => setTimeout(show)); // the values are still there
  button.addEventListener('click', offer);
  show(); // for a draft, or what was typed before this script was loaded
  return () => (excessOf(control.value, limit) ? text.refusals.tooLong(formatNumber(limit.most)) : '');
}
