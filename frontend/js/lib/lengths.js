// How long the texts of a ticket may be, counted as the service counts them (ticketing/web/fields.py): in code points, without
// what it drops around and in them.

const CONTROLS = /[\x01-\x08\x0e-\x1b\x1f\x80-\x84\x86-\x9f]/g;
const TABS_AND_LINE_ENDS = /[\t-\r\x1c-\x1f\x85\u2028\u2029]+/g;
const BLANK_LINES = /^(?:[^\S\n]*\n)+/;
// So near to the limit a text is cut behind a line, or else behind a word.
const NEAR = 200;

/** Each field's `most` characters, and which part of its text the service keeps. */
export const LIMITS = {
  title: { most: 200, kept: (text) => text.replace(TABS_AND_LINE_ENDS, ' ').replace(CONTROLS, '').trim() },
  description: { most: 20_000, kept: (text) => text.replace(CONTROLS, '').replace(BLANK_LINES, '').trimEnd() },
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
