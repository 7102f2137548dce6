// Addresses: those in a text, those of files, and where a sign-in may lead.

import { html } from './html.js';

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/gi;
// Punctuation at the end belongs to the sentence, not to the address.
const TRAILING = /[.,;:!?'")\]}]+$/;
const OWN_PAGE = /^(tickets|ticket|submit)(\.html)?(\?[^#]*)?(#.*)?$/;

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

/** This page as `next` names it: file name, search and hash. */
export function herePath() {
  return location.pathname.split('/').pop() + location.search + location.hash;
}

/** Only our own pages are taken, so that a link cannot send people elsewhere after they signed in. */
export function safeNext(next) {
  return next && OWN_PAGE.test(next) ? next : 'tickets.html';
}
