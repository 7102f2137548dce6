// Sentences with markup in them.

import { html } from './html.js';

// From the private use area: nobody types them.
const PLACES = ['\ue000', '\ue001', '\ue002'];

/** What `message(…)` makes of values, each in its place as markup: html`<b>${name}</b>`. */
export function filled(message, ...values) {
  const parts = message(...PLACES.slice(0, values.length)).split(/([\ue000-\ue002])/);
  return html`${parts.map((part) => values[PLACES.indexOf(part)] ?? part)}`;
}
