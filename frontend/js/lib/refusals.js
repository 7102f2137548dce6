// What the service says against a request, in the reader's language. It speaks English: what is not known here stays as it is.

import { locale } from './locale.js';
import { text } from './messages.js';

const number = (digits) => Number(digits).toLocaleString(locale);
const say = text.refusals;

const KNOWN = [
  [/^Only administrators may do this\.$/, () => say.administrators],
  [/^Is not your password\.$/, () => say.notYourPassword],
  [/^Must have (\d+) to (\d+) characters\.$/, (least, most) => say.length(number(least), number(most))],
  [/^Longer than maximum length (\d+)\.$|^Length must be between 1 and (\d+)\.$/, (most, between) => say.tooLong(number(most ?? between))],
  [/^Is too easy to guess/, () => say.easyToGuess],
  [/^Missing data for required field\.$|^Shorter than minimum length 1\.$/, () => say.missing],
  [/^(.+): Not an accepted type: /s, (name) => say.type(name)],
  [/^(.+): The file is empty\.$/s, (name) => say.empty(name)],
  [/^At most (\d+) files/, (most) => say.tooMany(number(most))],
];

export function inReadersWords(message) {
  for (const [pattern, words] of KNOWN) {
    const match = message.match(pattern);
    if (match) return words(...match.slice(1));
  }
  return message;
}
