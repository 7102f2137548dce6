// The search box's language: `status:new assignee:me opened:2026-11 printer "paper jam"`. What people type becomes the list's
// filters, and filters become what people would type. English words are always understood, besides those of the reader's language.

import { daysOf, writeDays } from './day-ranges.js';
import { fold } from './highlight.js';
import { NO_FILTERS } from './list-query.js';
import { ownWords } from './query-words.js';
import { FIELDS, fieldsOf, kindOf, OPEN } from './ticket-fields.js';

const MOST_PHRASES = 5;

const DATED = fieldsOf('days');
const NAMED = Object.keys(FIELDS).filter((key) => !DATED.includes(key));
export const KEYS = [...NAMED, 'is', ...DATED];

// A quotation that is not closed yet goes on to the end. Within "…" a quote is written twice.
const QUOTED = '"(?:[^"]|"")*(?:"|$)|“[^”]*(?:”|$)|„[^“”]*(?:[“”]|$)|«[^»]*(?:»|$)';
const VALUE = `${QUOTED}|[^\\s,،]+`;
const OPENING = /^["“„«]/;

/** What is understood in a language: {keys: {word: key}, values: {key: {word: value}}, pattern: of a token}, words as compared. */
const vocabularyOf = rememberLast((words) => {
  const lookUp = (values, wordsOf) => Object.fromEntries(values.flatMap((value) => wordsOf(value).map((word) => [squeeze(word), value])));
  const spelt = KEYS.flatMap((key) => [key, wordFor(key, words)]).join('|');
  return {
    keys: lookUp(KEYS, (key) => [key, wordFor(key, words)]),
    values: Object.fromEntries(KEYS.map((key) => [key, lookUp(fixedValues(key), (value) => [value, valueWord(key, value, {}), valueWord(key, value, words)])])),
    pattern: new RegExp(`(?<key>${spelt}):(?<values>(?:${VALUE})?(?:[,،](?:${VALUE})?)*)(?!\\S)|(?<quoted>${QUOTED})|\\S+`, 'giu'),
  };
});

/**
 * {query, problems}: the filters that `typed` means, and what is not understood, [{token, key, is: 'value' | 'key' | 'phrase'}], which is
 * searched as text. `categories` are the names that there are; without them any is taken.
 */
export function parse(typed, { categories = null, words = ownWords } = {}) {
  const query = structuredClone(NO_FILTERS);
  const problems = [];
  for (const token of tokensOf(typed, words)) {
    const { key, values } = token;
    if (key && values.length && apply(query, token, { categories, words })) continue;
    if (key) problems.push({ token: token.text, key, is: 'value' });
    else if (isLikeFilter(token)) problems.push({ token: token.text, key: token.text.split(':')[0], is: 'key' });
    if (!addText(query, token.literal)) problems.push({ token: token.text, key: '', is: 'phrase' });
  }
  return { query, problems };
}

/** What people would type for the filters of `query`. */
export function write(query, words = ownWords) {
  const isOpen = query.status.join() === OPEN.join();
  const flags = [isOpen && 'open', query.unread === 'true' && 'unread'].filter(Boolean);
  const said = {
    ...Object.fromEntries(NAMED.map((key) => [key, query[nameOf(key)]])),
    ...(isOpen && { status: [] }),
    is: flags,
  };
  const filters = Object.entries(said).map(([key, values]) => [key, values.map((value) => valueAs(key, value, words))]);
  const days = DATED.map((key) => [key, [writeDays({ from: query[`${key}From`], to: query[`${key}To`] })].filter(Boolean)]);
  const keyed = [...filters, ...days].filter(([, values]) => values.length).map(([key, values]) => `${wordFor(key, words)}:${values.join(',')}`);
  const plain = query.search.split(/\s+/).filter(Boolean).map((word) => (isPlain(word, words) ? word : quote(word)));
  return [...keyed, ...plain, ...query.phrase.map(quote)].join(' ');
}

/** A value as it is typed after its key. */
export function valueAs(key, value, words = ownWords) {
  const isFixed = fixedValues(key).includes(value);
  const written = isFixed ? valueWord(key, value, words) : value;
  const isName = !isFixed && own(vocabularyOf(words).values[key], value) !== undefined;
  return isName || /[\s,،]/.test(written) || OPENING.test(written) ? quote(written) : written;
}

/** The values of a key that have words: ['New', 'Under Review', 'Resolved']. */
export function fixedValues(key) {
  return key === 'is' ? ['unread', 'open'] : FIELDS[key].values ?? [];
}

export function wordFor(key, words = ownWords) {
  return words[key] ?? key;
}

function valueWord(key, value, words) {
  return words[`${key}:${value}`] ?? FIELDS[key]?.short?.[value] ?? value.toLowerCase();
}

/** [{text, start, end, literal, key, values: [{literal, isQuoted}]}]; `key` only where it is one of ours. */
export function tokensOf(typed, words = ownWords) {
  const { keys, pattern } = vocabularyOf(words);
  return [...typed.matchAll(pattern)].map(({ 0: whole, index, groups: { key, values, quoted } }) => {
    const token = { text: whole, start: index, end: index + whole.length, literal: quoted ? unquote(whole) : whole, isQuoted: Boolean(quoted) };
    return key ? { ...token, key: keys[squeeze(key)], values: valuesIn(values), literal: literalOf(key, values) } : token;
  });
}

// Text that has no meaning is searched without the quotes of its values.
function literalOf(key, values) {
  return `${key}:${values.replace(new RegExp(QUOTED, 'gu'), unquote)}`;
}

function valuesIn(list) {
  const values = list.match(new RegExp(VALUE, 'gu')) ?? [];
  return values.map((value) => ({ literal: OPENING.test(value) ? unquote(value).trim() : value, isQuoted: OPENING.test(value) })).filter(({ literal }) => literal);
}

/** Returns whether all values of the token are understood; if not, none of them counts. */
function apply(query, { key, values }, context) {
  if (kindOf(key) === 'days') return values.length === 1 && applyDays(query, key, daysOf(values[0].literal));
  const meant = values.map((value) => valueOf(key, value, context));
  if (meant.includes(undefined)) return false;
  for (const value of meant) add(query, key, value);
  return true;
}

function valueOf(key, { literal, isQuoted }, { categories, words }) {
  const { values } = vocabularyOf(words);
  if (kindOf(key) === 'categories') return categoryCalled(literal, categories);
  if (kindOf(key) === 'people') return (!isQuoted && own(values[key], literal)) || literal; // somebody may be called "me"
  return own(values[key], literal) ?? (key === 'is' ? own(values.status, literal) : undefined);
}

function applyDays(query, key, days) {
  if (days?.from) query[`${key}From`] = days.from;
  if (days?.to) query[`${key}To`] = days.to;
  return Boolean(days);
}

function add(query, key, value) {
  if (value === 'unread') return Object.assign(query, { unread: 'true' });
  const name = key === 'is' ? 'status' : nameOf(key);
  const values = key === 'is' && value === 'open' ? OPEN : [value];
  query[name] = [...new Set([...query[name], ...values])];
}

function nameOf(key) {
  return FIELDS[key].name ?? key;
}

/** Text without spaces is a word, however it is quoted. Returns false for a phrase too many, whose words are searched then. */
function addText(query, literal) {
  const plain = literal.replace(/\s/g, ' ').trim();
  const isPhrase = plain.includes(' ');
  const hasRoom = query.phrase.length < MOST_PHRASES;
  if (isPhrase && hasRoom) query.phrase.push(plain);
  else query.search = `${query.search} ${plain}`.trim().replace(/ +/g, ' ');
  return !isPhrase || hasRoom;
}

function categoryCalled(name, categories) {
  if (!categories) return name;
  return categories.find((each) => each === name) ?? categories.find((each) => fold(each) === fold(name));
}

// "http://" and "C:\" are none, nor are "12:30" and "error:".
function isLikeFilter({ isQuoted, text: typed }) {
  return !isQuoted && /^\p{L}{2,}:[^/\\:]/u.test(typed);
}

// A quote within a word could join it with the next one.
function isPlain(word, words) {
  if (OPENING.test(word) || (word.includes(':') && /["“„«]/.test(word))) return false;
  return JSON.stringify(parse(word, { words }).query) === JSON.stringify({ ...NO_FILTERS, search: word });
}

function quote(value) {
  return `"${value.replaceAll('"', '""')}"`;
}

function unquote(quoted) {
  if (quoted.startsWith('"')) return quoted.slice(1).replace(/"$/, '').replaceAll('""', '"');
  return quoted.slice(1).replace(/[”“»]$/, '');
}

function squeeze(word) {
  return fold(word).replace(/[\s_-]+/g, '');
}

function own(table, word) {
  return Object.hasOwn(table, squeeze(word)) ? table[squeeze(word)] : undefined;
}

function rememberLast(work) {
  let last = [];
  return (of) => {
    if (last[0] !== of) last = [of, work(of)];
    return last[1];
  };
}
