// The words of the search's language: English ones, which are always understood, and those of other languages.

import { language } from './locale.js';
import { text } from './messages.js';
import { FIELDS } from './ticket-fields.js';

/** Values that have words of their own: {key: {word: value}}. The first word of a value is the one that is written. */
export const FIXED = { is: { unread: 'unread', open: 'open' } };
for (const [field, { values = [], short = {} }] of Object.entries(FIELDS)) {
  const words = values.map((value) => [value.toLowerCase().replaceAll(' ', ''), value]);
  FIXED[field] = Object.fromEntries(words.flatMap(([word, value]) => [[short[value] ?? word, value], [word, value]]));
}

/** Words that no text names so. None may have a space. */
const OWN = {
  ar: {
    assignee: 'المكلف', requester: 'المقدم', waiting: 'بانتظار', 'waiting:staff': 'الفريق', 'waiting:requester': 'المقدم',
    is: 'هي', 'is:unread': 'غير-مقروءة', 'is:open': 'مفتوحة', opened: 'أرسلت', resolved: 'محلولة',
  },
};

export const ownWords = wordsIn(language, text);

/** {"priority": word, "priority:high": word, …} of another language, whose texts name fields and values. */
export function wordsIn(language, texts) {
  if (!OWN[language]) return {};
  const named = Object.entries(FIXED).flatMap(([key, words]) => [[key, texts.field[key]], ...Object.entries(words).map(([word, value]) => [`${key}:${word}`, texts[key]?.[value]])]);
  return { ...Object.fromEntries(named.map(([word, name]) => [word, name?.replaceAll(' ', '-')])), ...OWN[language] };
}
