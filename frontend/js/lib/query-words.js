// The words of the search's language in other languages than English, whose words are always understood. None may have a space.

import { language } from './locale.js';
import { text } from './messages.js';
import { FIELDS } from './ticket-fields.js';

/** Those that are not what the texts call a field or a value. */
const OWN = {
  ar: {
    assignee: 'المكلف', requester: 'المقدم', waiting: 'بانتظار', 'waiting:staff': 'الفريق', 'waiting:requester': 'المقدم',
    is: 'هي', 'is:unread': 'غير-مقروءة', 'is:open': 'مفتوحة', opened: 'أرسلت', answered: 'أجيبت', resolved: 'محلولة',
  },
};

/** {"status": word, "status:Under Review": word, …} in a language, of which these are the texts. */
export function wordsIn(language, texts) {
  if (!OWN[language]) return {};
  const named = Object.entries(FIELDS).flatMap(([key, { values = [] }]) => [[key, texts.field[key]], ...values.map((value) => [`${key}:${value}`, texts[key]?.[value]])]);
  return { ...Object.fromEntries(named.map(([word, name]) => [word, name?.replaceAll(' ', '-')])), ...OWN[language] };
}

export const ownWords = wordsIn(language, text);
