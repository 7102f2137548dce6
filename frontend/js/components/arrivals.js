// A button over the list that says what came meanwhile: pressing it shows that. Emits 'arrivals-wanted'.

import { announce } from '../lib/announce.js';
import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';

export function mountArrivals(el) {
  let said = '';
  el.addEventListener('click', ({ target }) => {
    if (target.closest('button')) el.dispatchEvent(new CustomEvent('arrivals-wanted'));
  });
  return {
    /** `label` is what came; '' for nothing. */
    show(label) {
      if (label === said) return;
      said = label;
      render(el, label && html`<button type="button" class="arrivals-button">${icon('refresh')}${label}</button>`);
      if (label) announce(label);
    },
  };
}
