// Which tickets are similar to the one being written.

import { RESOLVED } from './ticket-fields.js';

// Words that say nothing about the subject, in the languages of the interface.
const COMMON = new Set(
  ('able about after again all almost already also always and another any anyone anything anymore are aren around ask asked asking away back ' +
    'because been before being between both but can cannot change changed changes come comes could couldn day days did didn different does ' +
    'doesn doing don done down during each either else error errors ever every everyone everything fail failed failing fails failure few find ' +
    'fine first fix fixed following for from full get gets getting give given goes going gone good got great had happen happened happens has ' +
    'hasn have haven having hello help her here hers him his hour hours how however into isn issue issues its just keep keeps kind know last ' +
    'late lately least less let like little long look looks lot made make makes many may maybe might more morning most much must need needed ' +
    'needs never new next night not nothing now off often old once one only open other our out over own please possible problem problems put ' +
    'question quite really recently report request right same say says see seems seen several she should show shows since some someone ' +
    'something sometimes soon still stop stopped stops such sure take team than thank thanks that the their them then there these they thing ' +
    'things think this those though three through ticket tickets time times today together tomorrow too tried try trying two under until ' +
    'update updated updates updating urgent use used user users using usual usually very want wants was wasn way week weeks well went were ' +
    'weren what when where whether which while who whole whose why will with within without won work worked working works would wouldn wrong ' +
    'year yes yesterday yet you your ' +
    'في من على إلى عن مع هذا هذه ذلك تلك لا ما لم لن قد كل بعد قبل عند عندما التي الذي أن إن كان كانت هو هي نحن أنا ثم أو بين حتى منذ أيضا أيضًا ' +
    'غير فقط جدا جدًا كيف لماذا متى أين هنا هناك اليوم أمس غدا غدًا الآن مشكلة المشكلة خطأ الخطأ تحديث التحديث جديد جديدة طلب مساعدة يعمل تعمل أريد ' +
    'أحتاج يمكن يجب الرجاء شكرا شكرًا تذكرة').split(' '),
);
const SHORTEST = 3;
const STEM = 5;
const MOST_WORDS = 4;
// A word that more tickets have says too little by itself.
const RARE = 20;
// In a description a word may be there by the way.
const IN_DESCRIPTION = 0.5;

function folded(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The words of `title` that say what it is about, the longest first: they tend to be the rarest. */
export function significantWords(title) {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => [...word].length >= SHORTEST && !COMMON.has(word));
  telling.sort((one, other) => other.length - one.length);
  // "printer" and "prints" count as one word.
  const byStem = new Map(telling.reverse().map((word) => [word.slice(0, STEM), word]));
  return [...byStem.values()].reverse().slice(0, MOST_WORDS);
}

/**
 * Those of `tickets` with at least half of the words, the most similar first, open ones before resolved ones; each once.
 * `countOf(word)` says how many tickets have a word: the rarer it is, the more it weighs.
 */
export function mostSimilar(words, tickets, most, countOf = () => 1) {
  const wanted = words.map((word) => ({ word: beginningOf(folded(word)), isRare: countOf(word) <= RARE, weight: 1 / Math.log2(2 + countOf(word)) }));
  const enough = sum(wanted.map(({ weight }) => weight)) / 2;
  const isOpen = ({ status }) => Number(status !== RESOLVED);
  return [...new Map(tickets.map((ticket) => [ticket.id, ticket])).values()]
    .map((ticket) => ({ ticket, ...likeness(ticket, wanted) }))
    .filter(({ isTelling, score }) => isTelling && score >= enough)
    .sort((one, other) => other.score - one.score || isOpen(other.ticket) - isOpen(one.ticket) || other.ticket.id - one.ticket.id)
    .slice(0, most)
    .map(({ ticket }) => ticket);
}

function likeness({ title, description }, wanted) {
  const [inTitle, inDescription] = [folded(title), folded(description)];
  const shared = wanted.filter(({ word }) => word.test(inTitle) || word.test(inDescription));
  const score = sum(shared.map(({ word, weight }) => weight * (word.test(inTitle) ? 1 : IN_DESCRIPTION)));
  return { isTelling: shared.length > 1 || shared.some(({ isRare }) => isRare), score };
}

// "art" is not in "start"; in Arabic the article and some words are written together with the next one.
function beginningOf(word) {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:[وفبك]?ال|لل)?${word}`, 'u');
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
