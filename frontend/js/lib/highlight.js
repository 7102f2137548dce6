// Highlights search words in a text, compared as the service compares them (ticketing/tickets/search.py).

import { html } from './html.js';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const BEFORE = 12;
const LONGEST_EXCERPT = 140;

// As in ticketing/web/letters.py, and `TYPED` of the search.
const INVISIBLE = /[\p{Cf}\p{DI}\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u2800\ufffc\u{1d159}]/gu;
const TYPED = [
  [/[‘’‚‛‹›′‵ʹʻʼʽˊˋ`´՚׳＇]/g, "'"],
  [/[“”„‟«»″‶〝〞〟״＂]/g, '"'],
  [/[‐‑‒–—―−⁃־﹘﹣－⸺⸻]/g, '-'],
  [/…/g, '...'],
];

/** The text as compared, as `fold` in Python does it: without case, composition, invisible letters and typographic signs. */
export function fold(text) {
  const plain = text.normalize('NFD').toLowerCase().toUpperCase().toLowerCase().replace(INVISIBLE, '');
  const typed = TYPED.reduce((folded, [signs, sign]) => folded.replace(signs, sign), plain);
  return typed.replaceAll('ς', 'σ').replace(/[iı]\u0307*/g, 'i').normalize('NFC');
}

export function wordsOf(search) {
  return [...new Set(fold(search).split(/\s+/).filter(Boolean))];
}

/** The text as markup, with every occurrence of the folded `words` marked. */
export function marked(text, words) {
  if (!words.length) return html`${text}`;
  const { pieces, hits } = find(text, words);
  const parts = [];
  for (let from = 0, to; from < pieces.length; from = to) {
    for (to = from + 1; to < pieces.length && hits[to] === hits[from]; ) to += 1;
    const part = pieces.slice(from, to).join('');
    parts.push(hits[from] ? html`<mark>${part}</mark>` : part);
  }
  return html`${parts}`;
}

/** The beginning of `text`, marked. */
export function beginning(text, words) {
  // Not between a letter and its accents.
  const [part] = text.match(/^.{0,139}.(?!\p{M})/su) ?? [''];
  return html`${marked(part, words)}${part.length < text.length && '…'}`;
}

/** The part of `text` around the first word that `title` lacks, marked; null if there is none. */
export function excerpt(text, title, words) {
  const folded = fold(title);
  const missing = words.filter((word) => !folded.includes(word));
  const { pieces, hits } = missing.length ? find(text, missing) : { pieces: [], hits: [] };
  const first = hits.indexOf(true);
  if (first < 0) return null;
  const start = wordStart(pieces, Math.max(0, first - BEFORE), first);
  const end = start + LONGEST_EXCERPT;
  const part = pieces.slice(start, end).join('');
  return html`${start > 0 && '…'}${marked(part, words)}${end < pieces.length && '…'}`;
}

function wordStart(pieces, from, first) {
  if (from === 0) return 0;
  const space = pieces.findIndex((piece, index) => index >= from && piece.trim() === '');
  return space < 0 || space >= first ? from : space + 1;
}

// Folding changes lengths ("ß" becomes "ss"): hits in the folded text are mapped back to whole letters.
function find(text, words) {
  const pieces = Array.from(graphemes.segment(text), ({ segment }) => segment);
  const owners = [];
  let folded = '';
  pieces.forEach((piece, index) => {
    folded += fold(piece);
    while (owners.length < folded.length) owners.push(index);
  });
  const hits = pieces.map(() => false);
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      hits.fill(true, owners[at], owners[at + word.length - 1] + 1);
    }
  }
  return { pieces, hits };
}
