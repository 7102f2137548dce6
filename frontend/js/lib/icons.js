// Every icon, drawn on a 20-unit grid in the text's colour.

import { html } from './html.js';

const SHAPES = {
  alert: html`<path d="M10 3.2 17.6 16H2.4Z"/><path d="M10 8v3.6M10 13.6v.2"/>`,
  back: html`<path d="M12 4.5 6.5 10l5.5 5.5"/>`,
  check: html`<path d="m4.5 10.5 3.6 3.6 7.4-8.2"/>`,
  close: html`<path d="m5 5 10 10M15 5 5 15"/>`,
  download: html`<path d="M10 3.5v9m0 0 3.5-3.5M10 12.5 6.5 9M4 16.5h12"/>`,
  file: html`<path d="M5 2.8h6.2L15 6.6v10.6H5Z"/><path d="M11 3v4h4"/>`,
  forward: html`<path d="M8 4.5 13.5 10 8 15.5"/>`,
  info: html`<circle cx="10" cy="10" r="7.2"/><path d="M10 9.3v4M10 6.4v.2"/>`,
  inbox: html`<path d="M3 11.5 5 4.5h10l2 7v4.5H3Z"/><path d="M3 11.5h4l1 2h4l1-2h4"/>`,
  new: html`<circle cx="10" cy="10" r="6.5"/>`,
  plus: html`<path d="M10 4v12M4 10h12"/>`,
  resolved: html`<circle cx="10" cy="10" r="7.3" fill="currentColor"/><path class="icon-cut" d="m6.8 10.3 2.3 2.3 4.2-4.8"/>`,
  review: html`<circle cx="10" cy="10" r="6.5"/><path d="M10 6a4 4 0 0 1 0 8Z" fill="currentColor" stroke="none"/>`,
  search: html`<circle cx="9" cy="9" r="5.3"/><path d="m13 13 4 4"/>`,
  signOut: html`<path d="M8 3.5H4v13h4M13 6.5l3.5 3.5-3.5 3.5M16 10H8"/>`,
  ticket: html`<path d="M2.8 5h14.4v3.2a1.8 1.8 0 0 0 0 3.6V15H2.8v-3.2a1.8 1.8 0 0 0 0-3.6Z"/><path d="M12.2 5v1.6m0 2.6v1.6m0 2.6V15"/>`,
  unplugged: html`<path d="M7 3v3.5M13 3v3.5M5 6.5h10v2.5a5 5 0 0 1-10 0ZM10 14v3.5"/>`,
  upload: html`<path d="M10 13V4m0 0L6.5 7.5M10 4l3.5 3.5M4 16.5h12"/>`,
};

export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}
