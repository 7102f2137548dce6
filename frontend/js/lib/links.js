// Addresses: in texts, of files, and of our own pages.

import { html } from './html.js';

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/gi;
// Punctuation at the end belongs to the sentence, not to the address.
const TRAILING = /[.,;:!?'")\]}]+$/;
const OWN_PAGE = /^(tickets|ticket|submit)(\.html)?(\?[^#]*)?(#.*)?$/;
const LIST = /^tickets(\.html)?(\?[^#]*)?$/;

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
  const kept = end.startsWith(')') && address.includes('(') ? 1 : 0;
  return address.slice(0, address.length - end.length + kept);
}

/** The address if it is a web address, otherwise '#': `javascript:` must not get into an attribute. */
export function webAddress(url) {
  return /^(https?:|blob:)/i.test(url) ? url : '#';
}

/** This page as `next` names it: file name, search and hash. */
export function herePath() {
  return location.pathname.split('/').pop() + location.search + location.hash;
}

/** Where a sign-in leads: one of our own pages, so that a link can't send people elsewhere. */
export function safeNext(next) {
  return next && OWN_PAGE.test(next) ? next : 'tickets.html';
}

/** The address of the list last shown (`list.url`): ours, whatever was stored. */
export function listAddress(list) {
  return LIST.test(list?.url ?? '') ? list.url : 'tickets.html';
}
