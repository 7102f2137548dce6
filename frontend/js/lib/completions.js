// What the search box offers where the caret is: keys, fixed values, categories and days. Names of people come from elsewhere.

import { fold } from './highlight.js';
import { fixedValues, KEYS, tokensOf, valueAs, wordFor } from './query-language.js';
import { kindOf } from './ticket-fields.js';

const MOST = 8;

/** {key, partial, start, end}: what is being typed at the caret, with the range that a completion replaces; `key` is null for a word. */
export function contextAt(typed, caret, words) {
  const token = tokensOf(typed, words).find(({ start, end }) => start < caret && caret <= end);
  if (!token) return { key: null, partial: '', start: caret, end: caret };
  if (token.isQuoted) return null;
  if (!token.key) return { key: null, partial: typed.slice(token.start, caret), start: token.start, end: token.end };
  const from = typed.indexOf(':', token.start) + 1;
  if (caret < from) return null;
  const [partial] = typed.slice(from, caret).match(/["“„«][^"”“»]*$|[^,،]*$/);
  const [rest] = typed.slice(caret, token.end).match(/^[^,،]*/);
  return { key: token.key, partial: partial.replace(/^["“„«]/, ''), start: caret - partial.length, end: caret + rest.length };
}

/** What is searched while somebody types: all but the filter that is not finished yet. */
export function withoutUnfinished(typed, caret, words) {
  const open = tokensOf(typed, words).find(({ key, start, end }) => key && start < caret && caret <= end);
  return open ? `${typed.slice(0, open.start)} ${typed.slice(open.end)}` : typed;
}

/** Whether names of people are offered besides. */
export function isForNames(context, isAdmin) {
  return isAdmin && kindOf(context?.key) === 'people';
}

/** [{insert, label, hint, isWhole}]; whoever takes one that is whole is done with that filter. `today` is "2026-11-28". */
export function optionsFor(context, { isAdmin, categories = [], today, words }) {
  if (!context) return [];
  const { key, partial } = context;
  const kind = kindOf(key);
  if (kind === 'categories') return categories.filter((name) => fold(name).includes(fold(partial))).slice(0, MOST).map((name) => value(key, name, words));
  if (kind === 'days') return daysFrom(today).filter(({ label }) => label.startsWith(partial));
  if (key) return (kind === 'people' && !isAdmin ? [] : fixedValues(key)).filter((each) => begins([each, valueAs(key, each, words)], partial)).map((each) => value(key, each, words));
  const keys = KEYS.filter((each) => isAdmin || kindOf(each) !== 'people');
  return [...keysLike(keys, partial, words), ...valuesLike(keys, partial, { categories, words })].slice(0, partial ? MOST : keys.length);
}

/** A name as it is offered. */
export function nameOption(key, name, words) {
  return value(key, name, words);
}

function value(key, of, words) {
  const insert = valueAs(key, of, words);
  return { insert, label: insert, hint: '', isWhole: true };
}

function keysLike(keys, partial, words) {
  const hintOf = (key) => fixedValues(key).map((each) => valueAs(key, each, words)).join(', ');
  return keys.filter((key) => begins([key, wordFor(key, words)], partial)).map((key) => {
    const insert = `${wordFor(key, words)}:`;
    return { insert, label: insert, hint: hintOf(key), isWhole: false };
  });
}

// Somebody who types "urg" may mean `priority:urgent`.
function valuesLike(keys, partial, { categories, words }) {
  if (partial.length < 2) return [];
  const all = keys.flatMap((key) => [...fixedValues(key), ...(kindOf(key) === 'categories' ? categories : [])].map((each) => ({ key, each })));
  return all.filter(({ key, each }) => begins([each, valueAs(key, each, words)], partial)).map(({ key, each }) => {
    const insert = `${wordFor(key, words)}:${valueAs(key, each, words)}`;
    return { insert, label: insert, hint: '', isWhole: true };
  });
}

function daysFrom(today) {
  return [[today, 'today'], [today.slice(0, 7), 'month'], [today.slice(0, 4), 'year']].map(([insert, hint]) => ({ insert, label: insert, hint, isWhole: true }));
}

function begins(names, partial) {
  return names.some((name) => fold(name).startsWith(fold(partial)));
}
