// The search box's language: what typed text means, and that what the box shows means what the list is.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { contextAt, optionsFor, withoutUnfinished } from '../../frontend/js/lib/completions.js';
import { daysOf } from '../../frontend/js/lib/day-ranges.js';
import { DEFAULTS, NO_FILTERS, onlyFilters, readQuery, writeQuery } from '../../frontend/js/lib/list-query.js';
import { parse, write } from '../../frontend/js/lib/query-language.js';
import { text as arabic } from '../../frontend/js/lib/messages/ar.js';
import { wordsIn } from '../../frontend/js/lib/query-words.js';

const ARABIC = wordsIn('ar', arabic);
const CATEGORIES = ['Human resources', 'IT', 'Technical'];
const meant = (typed, options) => {
  const { query, problems } = parse(typed, { categories: CATEGORIES, ...options });
  const filters = Object.entries(query).filter(([name, value]) => String(value) !== String(NO_FILTERS[name]));
  return [Object.fromEntries(filters), problems.map(({ token, is }) => [token, is])];
};

const TYPED = [
  ['', {}],
  ['printer  jams', { search: 'printer jams' }],
  ['status:new', { status: ['New'] }],
  ['STATUS:New,Review status:resolved,new', { status: ['New', 'Under Review', 'Resolved'] }],
  ['status:"under review" status:under-review', { status: ['Under Review'] }],
  ['is:unread is:open', { unread: 'true', status: ['New', 'Under Review'] }],
  ['is:resolved', { status: ['Resolved'] }],
  ['priority:high,urgent waiting:staff', { priority: ['High', 'Urgent'], waitingFor: ['staff'] }],
  ['category:"human resources",it', { category: ['Human resources', 'IT'] }],
  ['assignee:me,None,fat', { assignee: ['me', 'none', 'fat'] }],
  ['assignee:"me" requester:"Dr. Who"', { assignee: ['me'], requester: ['Dr. Who'] }],
  ['#12', { search: '#12' }],
  ['"paper jam" printer "tray"', { search: 'printer tray', phrase: ['paper jam'] }],
  ['“paper jam” „paper jam“ «a b»', { phrase: ['paper jam', 'paper jam', 'a b'] }],
  ['"say ""hi"" to', { phrase: ['say "hi" to'] }],
  ['19" monitor', { search: '19" monitor' }],
  ['opened:2026-11', { openedFrom: '2026-11-01', openedTo: '2026-11-30' }],
  ['opened:2026-11-03 resolved:>2026-11-01', { openedFrom: '2026-11-03', openedTo: '2026-11-03', resolvedFrom: '2026-11-02' }],
  ['answered:2026-11', { answeredFrom: '2026-11-01', answeredTo: '2026-11-30' }],
  ['opened:2026-11-01..2026-11-15', { openedFrom: '2026-11-01', openedTo: '2026-11-15' }],
  ['opened:>=2026-11 opened:<2026-12-24', { openedFrom: '2026-11-01', openedTo: '2026-12-23' }],
  ['status:foo', { search: 'status:foo' }, [['status:foo', 'value']]],
  ['status:new,foo printer', { search: 'status:new,foo printer' }, [['status:new,foo', 'value']]],
  ['category:"no such"', { phrase: ['category:no such'] }, [['category:"no such"', 'value']]],
  ['opened:2026-02-30', { search: 'opened:2026-02-30' }, [['opened:2026-02-30', 'value']]],
  ['opened: now', { search: 'opened: now' }, [['opened:', 'value']]],
  ['foo:bar', { search: 'foo:bar' }, [['foo:bar', 'key']]],
  ['C:\\ http://x error: x 12:30 a::b "foo:bar"', { search: 'C:\\ http://x error: x 12:30 a::b foo:bar' }],
  ['"a b" "c d" "e f" "g h" "i j" "k l"', { phrase: ['a b', 'c d', 'e f', 'g h', 'i j'], search: 'k l' }, [['"k l"', 'phrase']]],
];

for (const [typed, expected, problems = []] of TYPED) {
  test(`"${typed}" means ${JSON.stringify(expected)}`, () => assert.deepEqual(meant(typed), [expected, problems]));
}

test('words of the reader\'s language are understood besides the English ones', () => {
  const words = ARABIC;
  const expected = { status: ['New', 'Under Review'], assignee: ['none'], category: ['IT'] };
  assert.deepEqual(meant('الحالة:جديدة، STATUS:review المكلف:لا-أحد category:it', { words }), [expected, []]);
  assert.equal(write({ ...NO_FILTERS, status: ['Under Review'], search: 'status:new' }, words), 'الحالة:قيد-المراجعة "status:new"');
});

/** What is offered where the bar stands, and what the text is once the first of it is taken. */
function offered(typedWithBar, options = {}) {
  const caret = typedWithBar.indexOf('|');
  const typed = typedWithBar.replace('|', '');
  const context = contextAt(typed, caret);
  const offers = optionsFor(context, { isAdmin: true, categories: CATEGORIES, today: '2026-11-28', ...options }).map(({ insert }) => insert);
  return [offers.join(' '), offers.length && `${typed.slice(0, context.start)}${offers[0]}${typed.slice(context.end)}`];
}

const OFFERED = [
  ['sta|', 'status: waiting:staff', 'status:'],
  ['urg|', 'priority:urgent', 'priority:urgent'],
  ['printer status:r|', 'review resolved', 'printer status:review'],
  ['status:new,re| printer', 'review resolved', 'status:new,review printer'],
  ['STATUS:und|', 'review', 'STATUS:review'],
  ['category:h|', '"Human resources" Technical', 'category:"Human resources"'],
  ['category:"human r|', '"Human resources"', 'category:"Human resources"'],
  ['assignee:|', 'me none', 'assignee:me'],
  ['opened:|', '2026-11-28 2026-11 2026', 'opened:2026-11-28'],
  ['is:u|', 'unread', 'is:unread'],
  ['"status:n|', '', 0],
  ['sta|tus:new', '', 0],
  ['jam|', '', 0],
];

for (const [typed, options, taken] of OFFERED) {
  test(`at "${typed}" is offered: ${options}`, () => assert.deepEqual(offered(typed), [options, taken]));
}

test('people who see their own tickets only are offered no names', () => {
  assert.equal(offered('|', { isAdmin: false })[0], 'status: priority: category: waiting: is: opened: answered: resolved:');
  assert.deepEqual(offered('assignee:|', { isAdmin: false }), ['', 0]);
});

test('what is being typed as a filter is not searched yet', () => {
  assert.equal(withoutUnfinished('jam status:re', 13), 'jam  ');
  assert.equal(withoutUnfinished('jam status:re', 3), 'jam status:re');
  assert.equal(withoutUnfinished('status:re jam', 13), 'status:re jam');
});

const WRITTEN = [
  [{ status: ['New', 'Under Review'], unread: 'true' }, 'is:open,unread'],
  [{ openedFrom: '2026-11-01', openedTo: '2026-11-30' }, 'opened:2026-11'],
  [{ openedFrom: '2026-01-01', openedTo: '2026-12-31', resolvedTo: '2026-11-03' }, 'opened:2026 resolved:<=2026-11-03'],
  [{ category: ['Human resources', 'IT'], requester: ['fat'], search: 'printer', phrase: ['paper jam'] }, 'category:"Human resources",IT requester:fat printer "paper jam"'],
];

for (const [query, expected] of WRITTEN) {
  test(`${JSON.stringify(query)} is written ${expected}`, () => assert.equal(write({ ...NO_FILTERS, ...query }), expected));
}

for (const value of ['2026-13', '2026-11-31', '0000', '2026-1', '..', '2026..2025', '2026-11..2026-12..', '>', '<0001', '>9999', 'today']) {
  test(`"${value}" means no days`, () => assert.equal(daysOf(value), null));
}

// Numbers that look like chance, and are the same every time.
function chance(seed) {
  let state = seed;
  const next = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return { next, one: (list) => list[next(list.length)], some: (list) => [...new Set(Array.from({ length: next(4) }, () => list[next(list.length)]))] };
}

const PIECES = ['a', '"', '""', '“', '”', '«', ':', ',', '،', 'status:', 'STATUS:new', 'الحالة:', 'جديدة', 'is:', 'open', 'me', 'none', 'أنا', '\\', '#12', '19"', '..', '>', 'foo:bar', '-', 'review', 'under-', '\u0301', '\u200f', '👍', 'category:"'];

function randomQuery({ next, one, some }) {
  const word = () => Array.from({ length: 1 + next(4) }, () => one(PIECES)).join('');
  const wordy = () => Array.from({ length: 1 + next(2) }, word).join(' ');
  const phrase = () => `${word()} ${wordy()}`;
  const names = () => [...new Set(Array.from({ length: next(3) }, wordy))];
  const day = () => one(['', '2026-11-01', '2026-11-30', '2026-01-01', '2026-12-31', '2024-02-29']);
  const days = (name) => Object.fromEntries([day(), day()].sort().map((each, index) => [`${name}${['From', 'To'][index]}`, each]));
  return {
    search: Array.from({ length: next(4) }, word).join(' '), phrase: Array.from({ length: next(4) }, phrase), status: some(['New', 'Under Review', 'Resolved']),
    priority: some(['Low', 'Normal', 'High', 'Urgent']), category: names(), assignee: [...new Set([...some(['me', 'none']), ...names()])], requester: names(),
    waitingFor: some(['staff', 'requester']), unread: one(['', 'true']), ...days('opened'), ...days('resolved'),
  };
}

for (const [language, words] of Object.entries({ en: {}, ar: ARABIC })) {
  test(`what is written for a list in ${language} means that list, and so does its address`, () => {
    const random = chance(20_261_128);
    for (let run = 0; run < 3000; run += 1) {
      const query = randomQuery(random);
      const written = write(query, words);
      assert.deepEqual(parse(written, { categories: query.category, words }).query, { ...NO_FILTERS, ...query }, written);
      assert.deepEqual(onlyFilters(readQuery(writeQuery({ ...DEFAULTS, ...query }))), { ...NO_FILTERS, ...query });
    }
  });
}
