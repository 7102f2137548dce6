// Numbers with their nouns, in as many forms as a language has.

import { locale } from './locale.js';

export function formatNumber(number) {
  return number.toLocaleString(locale);
}

/** A function (number, {one: '# ticket', other: '# tickets'}, shown) for texts in `language`; '#' stands for the number. */
export function pluralsIn(language) {
  const rules = new Intl.PluralRules(language);
  return (number, forms, shown = formatNumber(number)) => (forms[rules.select(number)] ?? forms.other).replace('#', shown);
}
