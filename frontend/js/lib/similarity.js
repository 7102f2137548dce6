// Which tickets are similar to the one being written.

import { RESOLVED } from './ticket-fields.js';

// Words that say nothing about the subject, in the languages of the interface.
const COMMON = new Set(
  ('about after again all also and any are because been before but can cannot does doing for from has have help here how into ' +
    'its just more need new not now only our out please problem some that the their them there these they this too very was were ' +
    'what when where which who why will with work working works you your ' +
    'في من على إلى عن مع هذا هذه لا ما لم لن قد كل بعد قبل عند التي الذي مشكلة يعمل تعمل أريد').split(' '),
);
const SHORTEST = 3;
const STEM = 5;
const MOST_WORDS = 6;

function folded(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The words of `title` that say what it is about, the longest first. */
export function significantWords(title) {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => [...word].length >= SHORTEST && !COMMON.has(word));
  telling.sort((one, other) => other.length - one.length);
  // "printer" and "prints" count as one word.
  const byStem = new Map(telling.reverse().map((word) => [word.slice(0, STEM), word]));
  return [...byStem.values()].reverse().slice(0, MOST_WORDS);
}

/** Those of `tickets` with at least half of the words, the most similar first, open ones before resolved ones; each once. */
export function mostSimilar(words, tickets, most) {
  const wanted = words.map(folded);
  const sharedBy = ({ title, description }) => {
    const content = folded(`${title} ${description}`);
    return wanted.filter((word) => content.includes(word)).length;
  };
  const isOpen = ({ status }) => Number(status !== RESOLVED);
  return [...new Map(tickets.map((ticket) => [ticket.id, ticket])).values()]
    .map((ticket) => ({ ticket, shared: sharedBy(ticket) }))
    .filter(({ shared }) => shared >= Math.max(1, words.length / 2))
    .sort((one, other) => other.shared - one.shared || isOpen(other.ticket) - isOpen(one.ticket) || other.ticket.id - one.ticket.id)
    .slice(0, most)
    .map(({ ticket }) => ticket);
}
