// Every icon, drawn on a 20-unit grid in the text's colour.

import { html } from './html.js';

const SHAPES = {
  alert: html`<path d="M10 3.2 17.6 16H2.4Z"/><path d="M10 8v3.6M10 13.6v.2"/>`,
  back: html`<path d="M12 4.5 6.5 10l5.5 5.5"/>`,
  bookmark: html`<path d="M5.5 3.5h9v13L10 13l-4.5 3.5Z"/>`,
  chart: html`<path d="M3.5 3.5v13h13"/><path d="M7 13.5v-3M10.5 13.5v-7M14 13.5v-5"/>`,
  check: html`<path d="m4.5 10.5 3.6 3.6 7.4-8.2"/>`,
  clip: html`<path d="m13.6 5.6-6.4 6.4a1.7 1.7 0 0 0 2.4 2.4l6.3-6.3a3.4 3.4 0 0 0-4.8-4.8L4.9 9.5a5 5 0 0 0 7.1 7.1l4-4"/>`,
  close: html`<path d="m5 5 10 10M15 5 5 15"/>`,
  copy: html`<path d="M7 7V3.5h9.5V13H13"/><path d="M3.5 7H13v9.5H3.5Z"/>`,
  devices: html`<path d="M3 4.5h11v7H3ZM1.8 14.5h7"/><path d="M12.5 8h5v8.5h-5Z"/>`,
  down: html`<path d="m5.5 8 4.5 4.5L14.5 8"/>`,
  download: html`<path d="M10 3.5v9m0 0 3.5-3.5M10 12.5 6.5 9M4 16.5h12"/>`,
  file: html`<path d="M5 2.8h6.2L15 6.6v10.6H5Z"/><path d="M11 3v4h4"/>`,
  filter: html`<path d="M3 5.5h14M5.5 10h9M8 14.5h4"/>`,
  forward: html`<path d="M8 4.5 13.5 10 8 15.5"/>`,
  high: html`<path d="m5.5 9.5 4.5-4.5 4.5 4.5M5.5 14.5l4.5-4.5 4.5 4.5"/>`,
  inbox: html`<path d="M3 11.5 5 4.5h10l2 7v4.5H3Z"/><path d="M3 11.5h4l1 2h4l1-2h4"/>`,
  info: html`<circle cx="10" cy="10" r="7.2"/><path d="M10 9.3v4M10 6.4v.2"/>`,
  key: html`<circle cx="6.8" cy="13.2" r="3.3"/><path d="m9.2 10.8 7-7m-2.6 2.6 2 2"/>`,
  keyboard: html`<path d="M2.5 5h15v10h-15Z"/><path d="M5.5 8.2h.1M8.5 8.2h.1M11.5 8.2h.1M14.5 8.2h.1M6.5 11.8h7"/>`,
  lock: html`<path d="M4.5 9h11v7.5h-11Z"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>`,
  low: html`<path d="m5.5 5.5 4.5 4.5 4.5-4.5M5.5 10.5l4.5 4.5 4.5-4.5"/>`,
  moon: html`<path d="M16.2 11.8A6.8 6.8 0 0 1 8.2 3.8a6.8 6.8 0 1 0 8 8Z"/>`,
  new: html`<circle cx="10" cy="10" r="6.5"/>`,
  normal: html`<path d="M5.5 10h9"/>`,
  offline: html`<path d="M3 8.5a10.5 10.5 0 0 1 14 0M5.7 11.5a6.5 6.5 0 0 1 8.6 0M10 15.3v.2M3.5 3l13 14"/>`,
  pencil: html`<path d="m4 16 .8-3.4 8.4-8.4 2.6 2.6-8.4 8.4Z"/>`,
  plus: html`<path d="M10 4v12M4 10h12"/>`,
  refresh: html`<path d="M16 10a6 6 0 1 1-1.8-4.3L16 7.5M16 3.5v4h-4"/>`,
  reply: html`<path d="M8 5 3.5 9.5 8 14M3.5 9.5H12a4.5 4.5 0 0 1 4.5 4.5v1.5"/>`,
  resolved: html`<circle cx="10" cy="10" r="7.3" fill="currentColor"/><path class="icon-cut" d="m6.8 10.3 2.3 2.3 4.2-4.8"/>`,
  review: html`<circle cx="10" cy="10" r="6.5"/><path d="M10 6a4 4 0 0 1 0 8Z" fill="currentColor" stroke="none"/>`,
  search: html`<circle cx="9" cy="9" r="5.3"/><path d="m13 13 4 4"/>`,
  signOut: html`<path d="M8 3.5H4v13h4M13 6.5l3.5 3.5-3.5 3.5M16 10H8"/>`,
  sun: html`<circle cx="10" cy="10" r="3.2"/><path d="M10 2.5v1.8M10 15.7v1.8M2.5 10h1.8M15.7 10h1.8M4.7 4.7 6 6M14 14l1.3 1.3M4.7 15.3 6 14M14 6l1.3-1.3"/>`,
  system: html`<path d="M2.8 4h14.4v9.5H2.8ZM7 16.8h6M10 13.5v3.3"/>`,
  talk: html`<path d="M3 4h14v9.5H9.5L6 16.5v-3H3Z"/>`,
  ticket: html`<path d="M2.8 5h14.4v3.2a1.8 1.8 0 0 0 0 3.6V15H2.8v-3.2a1.8 1.8 0 0 0 0-3.6Z"/><path d="M12.2 5v1.6m0 2.6v1.6m0 2.6V15"/>`,
  trash: html`<path d="M4 5.5h12M8 5.5v-2h4v2M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5"/>`,
  wrench: html`<path d="M16.6 6.2a4 4 0 0 1-5.4 4.6L6 16a1.4 1.4 0 0 1-2-2l5.2-5.2a4 4 0 0 1 4.6-5.4L11.5 5.7l.4 2.4 2.4.4Z"/>`,
  unplugged: html`<path d="M7 3v3.5M13 3v3.5M5 6.5h10v2.5a5 5 0 0 1-10 0ZM10 14v3.5"/>`,
  urgent: html`<path d="M10 2.2 18 16.5H2Z" fill="currentColor"/><path class="icon-cut" d="M10 7v4.5M10 13.9v.2"/>`,
};

// Icons that point in the reading direction; mirrored in right-to-left languages.
const DIRECTIONAL = new Set(['back', 'forward', 'reply', 'signOut']);

export function icon(name) {
  const turns = DIRECTIONAL.has(name) && html` is-directional`;
  return html`<svg class="icon${turns}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}
