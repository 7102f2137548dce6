// Finding tickets: the list's address, what is highlighted, what arrived meanwhile, neighbours, and which key is meant.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { excerpt, marked, wordsOf } from '../../frontend/js/lib/highlight.js';
import { changed, DEFAULTS, isFiltered, loaded, loading, neighboursIn, readQuery, refreshed, writeQuery } from '../../frontend/js/lib/list-state.js';
import { keyOf } from '../../frontend/js/lib/shortcuts.js';

const MARKED = [
  ['Printer jams', 'print', '[Print]er jams'],
  ['Printer jams', 'JAM printer', '[Printer] [jam]s'],
  ['Straße, STRASSE', 'strasse', '[Straße], [STRASSE]'],
  ['Straße', 's', '[S]tra[ß]e'],
  ['ΟΔΟΣ οδος', 'οδοσ', '[ΟΔΟΣ] [οδος]'],
  ['Istanbul ıstanbul İSTANBUL', 'istanbul', '[Istanbul] [ıstanbul] [İSTANBUL]'],
  ['cafe\u0301 café', 'café', '[cafe\u0301] [café]'],
  ['aaa', 'aa', '[aaa]'],
  ['100% & <b>', '% <b>', '100[%] &amp; [&lt;b&gt;]'],
  ['طابعة الطابق', 'طابق', 'طابعة ال[طابق]'],
  ['한국어', '국', '한[국]어'],
  ['nothing', 'other', 'nothing'],
  ['nothing', ' ', 'nothing'],
  ['nothing', '\u200b \u00ad', 'nothing'],
  ['I don’t, don\'t', "don't", 'I [don’t], [don&#39;t]'],
  ["don't", 'don’t', '[don&#39;t]'],
  ['“a–b”…', '"a-b"...', '[“a–b”…]'],
  ['in\u00adcom\u200bing\ufeff mail', 'incoming', '[in\u00adcom\u200bing]\ufeff mail'],
  ['incoming', 'in\u00adcom\u2060ing', '[incoming]'],
  ['❤\ufe0f ❤', '❤', '[❤\ufe0f] [❤]'],
];
const inBrackets = (markup) => markup?.source.replaceAll('<mark>', '[').replaceAll('</mark>', ']') ?? null;

for (const [text, search, expected] of MARKED) {
  test(`in "${text}" a search for "${search}" marks whole letters and loses nothing`, () => {
    assert.equal(inBrackets(marked(text, wordsOf(search))), expected);
  });
}

test('an excerpt is of what the title does not say, from the start of a word', () => {
  const text = `${'Long ago. '.repeat(20)}A HOLE in the lawn. ${'And so on. '.repeat(20)}`;
  const shown = inBrackets(excerpt(text, 'The mole', wordsOf('mole hole')));

  assert.match(shown, /^…(ago\.|Long) .*A \[HOLE\] in the lawn\. .*…$/);
  assert.ok(shown.length < 160);
  assert.equal(excerpt(text, 'The mole', wordsOf('mole')), null);
  assert.equal(excerpt('Nothing of the kind', 'The mole', wordsOf('hole')), null);
  assert.equal(excerpt(text, 'The mole', []), null);
});

test('an address says the list, and a list the shortest address', () => {
  const address = '?search=a+b&category=Product&category=Technical&status=New&requester=alice&ordering=createdAt&page=3&pageSize=25';

  assert.equal(writeQuery(readQuery(address)), address);
  assert.deepEqual(readQuery(''), DEFAULTS);
  assert.equal(writeQuery(DEFAULTS), '');
  assert.deepEqual(readQuery('?page=0&pageSize=x&search=%20'), DEFAULTS);
  assert.ok(!isFiltered(readQuery('?page=2&ordering=createdAt')));
  for (const one of ['search=a', 'category=Product', 'status=New', 'requester=a']) assert.ok(isFiltered(readQuery(`?${one}`)), one);
});

const at = (id, minute) => ({ id, createdAt: `2026-03-01T12:${minute}:00Z`, updatedAt: `2026-03-01T12:${minute}:00Z` });
const SHOWN = [at(3, '30'), at(2, '20'), at(1, '10')];
const NEWS = [
  ['nothing came', SHOWN, {}, ''],
  ['one came', [at(4, '40'), ...SHOWN], {}, '1 new'],
  ['as many came as there is room for', [at(6, '60'), at(5, '50'), at(4, '40')], {}, '3+ new'],
  ['one left, and an older one took its place', [at(3, '30'), at(1, '10'), at(0, '00')], {}, 'The list has changed'],
  ['one came on another page', [at(4, '40'), ...SHOWN], { page: 2 }, 'The list has changed'],
  ['one came where the oldest are first', [...SHOWN, at(4, '40')], { ordering: 'createdAt' }, 'The list has changed'],
];

const answerOf = (results, more = {}) => ({ answer: { count: results.length, results, ...more }, etag: '"1"' });
const listOf = (results, query = {}) => loaded(loading({ ...DEFAULTS, pageSize: 3, ...query }), answerOf(results));

for (const [what, fresh, query, expected] of NEWS) {
  test(`when ${what}, the list says "${expected}" and keeps its rows until the reader wants the others`, () => {
    const state = refreshed(listOf(SHOWN, query), answerOf(fresh, { count: 99 }));
    assert.equal(state.news?.label ?? '', expected);
    assert.deepEqual(state.page, { count: 99, results: SHOWN });
    if (state.news) assert.deepEqual(loaded(state, state.news).page.results, fresh);
  });
}

test('the first tickets of an empty list show at once', () => {
  assert.deepEqual(refreshed(listOf([]), answerOf(SHOWN)).page.results, SHOWN);
});

test('what changed since, here or elsewhere, shows in its row; nothing else does', () => {
  const resolved = { ...at(1, '10'), status: 'Resolved' };
  assert.deepEqual(refreshed(listOf(SHOWN), answerOf([at(3, '30'), resolved, at(0, '00')])).page.results, [at(3, '30'), at(2, '20'), resolved]);

  const outcomes = [{ id: 1, outcome: 'changed', status: 'Resolved', updatedAt: '2026-03-02T12:00:00Z' }, { id: 9, status: 'New' }];
  const [, , last] = changed(listOf(SHOWN), outcomes).page.results;
  assert.deepEqual(last, { ...at(1, '10'), status: 'Resolved', updatedAt: '2026-03-02T12:00:00Z' });
});

test('a ticket has neighbours in the list last shown, none at its ends', () => {
  const list = { ids: [9, 7, 4] };
  assert.deepEqual(neighboursIn(list, '7'), { previous: '9', next: '4', index: 1, count: 3 });
  assert.equal(neighboursIn(list, '9').previous, undefined);
  assert.equal(neighboursIn(list, '4').next, undefined);
  for (const other of [null, {}, { ids: [] }, { ids: [1, 2] }, { ids: [7] }]) assert.equal(neighboursIn(other, '7'), null);
});

const KEYS = [
  ['j', 'KeyJ', {}, 'j'],
  ['J', 'KeyJ', {}, 'j', 'Caps Lock'],
  ['J', 'KeyJ', { shiftKey: true }, ''],
  ['j', 'KeyJ', { ctrlKey: true }, ''],
  ['j', 'KeyJ', { altKey: true }, ''],
  ['j', 'KeyJ', { metaKey: true }, ''],
  ['о', 'KeyJ', {}, 'j', 'Russian'],
  ['ξ', 'KeyJ', {}, 'j', 'Greek'],
  ['ت', 'KeyJ', {}, 'j', 'Arabic'],
  ['О', 'KeyJ', { shiftKey: true }, '', 'Russian'],
  ['ĵ', 'KeyJ', {}, 'ĵ', 'a Latin letter of its own'],
  ['j', 'KeyC', {}, 'j', 'Dvorak'],
  ['/', 'Digit7', { shiftKey: true }, '/', 'German'],
  ['/', 'Slash', { altGraph: true, ctrlKey: true, altKey: true }, '/', 'AltGr'],
  ['ظ', 'Slash', {}, '/', 'Arabic'],
  ['؟', 'Slash', { shiftKey: true }, '?', 'Arabic'],
  ['?', 'Slash', { shiftKey: true }, '?'],
  ['Escape', 'Escape', {}, 'Escape'],
  ['Escape', 'Escape', { shiftKey: true }, ''],
];

for (const [key, code, { altGraph = false, ...more }, expected, keyboard = 'English'] of KEYS) {
  test(`${key} at ${code} with ${JSON.stringify(more)} (${keyboard}) means "${expected}"`, () => {
    assert.equal(keyOf({ key, code, ...more, getModifierState: () => altGraph }), expected);
  });
}
