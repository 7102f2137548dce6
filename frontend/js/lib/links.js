// Addresses in a text, and those of files.

import { html } from './html.js';

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/gi;
// Punctuation at the end belongs to the sentence, not to the address.
const TRAILING = /[.,;:!?'")\]}]+$/;

/** The text as markup, its http(s) addresses as links; everything else stays text. */
export function linkify(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(match[0]);
    parts.push(text.slice(from, match.index));
    parts.push(html`<a href="${address}" target="_blank" rel="noopener noreferrer nofollow">${address}</a>`);
    from = match.index + address.length;
  }
  return html`${[...parts, text.slice(from)]}`;
}

function withoutTrailing(address) {
  const end = address.match(TRAILING)?.[0] ?? '';
  // …/wiki/Ticket_(disambiguation) keeps its bracket
  if (end.startsWith(')') && address.includes('(')) return address.slice(0, address.length - end.length + 1);
  return address.slice(0, address.length - end.length);
}

/** The address when it is a web address, otherwise '#': an attribute is no place for `javascript:`. */
export function webAddress(url) {
  return /^(https?:|blob:)/i.test(url) ? url : '#';
}
