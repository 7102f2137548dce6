// The words of the search's language: English ones, which are always understood, and those of other languages.

import { language } from './locale.js';
import { text } from './messages.js';
import { FIELDS } from './ticket-fields.js';

/** Values that have words of their own: {key: {word: value}}. The first word of a value is the one that is written. */
export const FIXED = {
  ...Object.fromEntries(Object.entries(FIELDS).map(([field, { values = [], short }]) => [field, wordsOf(values, short)])),
  is: { unread: 'unread', open: 'open' },
};

/** Words that no text names so. None may have a space. */
const OWN = {
  ar: { assignee: 'المكلف', requester: 'المقدم', waiting: 'بانتظار', staff: 'الفريق', is: 'هي', unread: 'غير-مقروءة', open: 'مفتوحة', opened: 'أرسلت' },
};

export const ownWords = wordsIn(language, text);

/** {English word: word} of another language, whose texts name fields and values. */
export function wordsIn(language, texts) {
  if (!OWN[language]) return {};
  const named = Object.entries(FIXED).flatMap(([key, words]) => [[key, texts.field[key]], ...Object.entries(words).map(([word, value]) => [word, texts[key]?.[value]])]);
  return { ...Object.fromEntries(named.filter(([, name]) => name).map(([word, name]) => [word, name.replaceAll(' ', '-')])), ...OWN[language] };
}

function wordsOf(values, short = {}) {
  const plain = (value) => value.toLowerCase().replaceAll(' ', '');
  return Object.fromEntries(values.flatMap((value) => [[short[value] ?? plain(value), value], [plain(value), value]]));
}
