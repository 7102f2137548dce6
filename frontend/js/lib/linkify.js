// The web and mail addresses in a text, as links.

import { html } from './html.js';

// Letters that may be part of an address. Scripts without spaces are not: words stand right before and behind addresses there.
const LETTER = String.raw`[[\p{L}\p{M}\p{N}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]]`;
const LABEL = String.raw`[\p{L}\p{M}\p{N}\p{ExtPict}_\-]+`;
// The last label is of one script, so that a word of another one can stand right behind it: example.comを.
const TOP = String.raw`(?:[\p{sc=Latin}\p{M}\p{N}\-]+|[\p{L}\p{M}\p{N}\-]+)`;
const HOST = String.raw`(?:(?:${LABEL}\.)*${TOP}|\[[\da-f:.]+\])`;
// Other scripts put their punctuation, quotes and brackets right behind an address, without a space. ’ is an apostrophe, too.
const STOP = String.raw`\s<>"—[[\p{Cc}\p{Cf}]--[\u200c\u200d]][[\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Term}]--[\p{ASCII}’]]`;
const PATH = String.raw`(?:\.?[\/?#:@](?:(?!\]\()[^${STOP}])*)?`;
const URL_ADDRESS = String.raw`(?<![a-z])https?:\/\/${HOST}${PATH}|(?<![\w\-.~:\/?#@%&=+$])www\.(?:${LABEL}\.)+${TOP}${PATH}`;
const MAIL_ADDRESS = String.raw`(?<![[${LETTER}]_.+@\/])(?:mailto:)?${LETTER}[[${LETTER}]_.+'\-]{0,63}@(?:${LABEL}\.)+${TOP}(?<!-)(?![\w@\-\p{sc=Latin}\p{N}])`;
const ADDRESS = new RegExp(`(?<url>${URL_ADDRESS})|${MAIL_ADDRESS}`, 'giv');
// Punctuation at the end belongs to the sentence, and so does &lt; (GitHub Flavored Markdown, 6.9).
const TRAILING = /^[[\p{P}`\|~]--[\/\\\-&#%@\(\)\[\]\{\}]]$/v;
const ENTITY = /&[a-z\d]{1,31};$/i;
const LONGEST_ENTITY = 33;
const BRACKETS = { ')': '(', ']': '[', '}': '{' };

/** The text as markup, its web and mail addresses as links; everything else stays text. */
export function linkify(text) {
  const parts = [];
  let from = 0;
  for (const { 0: found, index, groups } of text.matchAll(ADDRESS)) {
    const address = groups.url ? withoutTrailing(found) : found;
    parts.push(text.slice(from, index), groups.url ? webLink(address) : mailLink(address));
    from = index + address.length;
  }
  return html`${[...parts, text.slice(from)]}`;
}

function webLink(address) {
  const href = /^www\./i.test(address) ? `https://${address}` : address;
  return html`<a href="${href}" target="_blank" rel="noopener noreferrer nofollow">${address}</a>`;
}

function mailLink(address) {
  return html`<a href="mailto:${address.replace(/^mailto:/i, '')}">${address}</a>`;
}

/** A closing bracket at the end stays if it was opened in the address: …/wiki/Ticket_(disambiguation). */
function withoutTrailing(address) {
  const unopened = Object.fromEntries(Object.entries(BRACKETS).map(([close, open]) => [close, count(address, close) - count(address, open)]));
  let end = address.length;
  for (let last = address[end - 1]; unopened[last] > 0 || TRAILING.test(last); last = address[end - 1]) {
    unopened[last] -= 1;
    const entity = last === ';' && address.slice(Math.max(0, end - LONGEST_ENTITY), end).match(ENTITY);
    end -= entity ? entity[0].length : 1;
  }
  return address.slice(0, end);
}

function count(text, letter) {
  return text.split(letter).length - 1;
}
