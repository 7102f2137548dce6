// How long the texts of a ticket may be, counted as the service counts them (ticketing/web/fields.py): in code points, without
// what it drops around them.

const BLANK_LINES = /^(?:[^\S\n]*\n)+/;
// So near to the limit a text is cut behind a line, or else behind a word.
const NEAR = 200;

/** Each field's `most` characters, and which part of its text the service keeps. */
export const LIMITS = {
  title: { most: 200, kept: (text) => text.trim() },
  description: { most: 20_000, kept: (text) => text.replace(BLANK_LINES, '').trimEnd() },
};

/** How many characters `text` has too many. */
export function excessOf(text, { most, kept }) {
  return text.length <= most ? 0 : Math.max(0, Array.from(kept(text)).length - most);
}

/** `text` as [start, rest], the start being as long as it may be. */
export function splitAt(text, { most, kept }) {
  const whole = kept(text);
  const longest = Array.from(whole).slice(0, most).join('');
  const gap = [longest.lastIndexOf('\n'), longest.lastIndexOf(' ')].find((at) => at >= longest.length - NEAR);
  const end = gap > 0 ? gap + 1 : longest.length;
  return [whole.slice(0, end), whole.slice(end)];
}
