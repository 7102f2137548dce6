// Finding tickets: the list's address, what is highlighted, what arrived meanwhile, neighbours, and which key is meant.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { beginning, excerpt, marked, wordsOf } from '../../frontend/js/lib/highlight.js';
import { askFor, countedBy, DEFAULTS, filtersOf, isFiltered, readQuery, writeQuery } from '../../frontend/js/lib/list-query.js';
import { changed, keptList, loaded, loading, refreshed } from '../../frontend/js/lib/list-state.js';
import { addressOfPage, neighboursIn, withNeighbours } from '../../frontend/js/lib/neighbours.js';
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

test('a beginning is cut off where it is long, never between a letter and its accent', () => {
  assert.equal(inBrackets(beginning('In the lawn', wordsOf('lawn'))), 'In the [lawn]');
  assert.equal(inBrackets(beginning('', [])), '');
  assert.equal(inBrackets(beginning(`${'x'.repeat(139)}e\u0301y`, [])), `${'x'.repeat(139)}…`);
});

test('an address says the list, and a list the shortest address', () => {
  const address = '?search=a+b&phrase=c+d&status=New&priority=High&assignee=me&category=Product&category=Technical&requester=alice&waitingFor=staff&openedFrom=2026-11-01&unread=true&ordering=createdAt&page=3&pageSize=25';

  assert.equal(writeQuery(readQuery(address)), address);
  assert.deepEqual(readQuery(''), DEFAULTS);
  assert.equal(writeQuery(DEFAULTS), '');
  assert.deepEqual(readQuery('?page=0&pageSize=x&search=%20'), DEFAULTS);
  assert.ok(!isFiltered(readQuery('?page=2&ordering=createdAt')));
  for (const one of ['search=a', 'category=Product', 'status=New', 'waitingFor=staff', 'unread=true', 'requester=a', 'phrase=a+b', 'priority=Low', 'assignee=none', 'openedTo=2026-11-01', 'resolvedFrom=2026-11-01']) assert.ok(isFiltered(readQuery(`?${one}`)), one);
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
const stateOf = (results, query = {}) => loaded(loading({ ...DEFAULTS, pageSize: 3, ...query }), answerOf(results));

for (const [what, fresh, query, expected] of NEWS) {
  test(`when ${what}, the list says "${expected}" and keeps its rows until the reader wants the others`, () => {
    const state = refreshed(stateOf(SHOWN, query), answerOf(fresh, { count: 99 }));
    assert.equal(state.news?.label ?? '', expected);
    assert.deepEqual(state.page, { count: 99, results: SHOWN });
    if (state.news) assert.deepEqual(loaded(state, state.news).page.results, fresh);
  });
}

test('tickets that have left the page are told from those that may only have moved to another one', () => {
  const goneIn = (fresh, query, more) => [...refreshed(stateOf(SHOWN, query), answerOf(fresh, more)).gone];
  const next = { next: '?page=2' };
  assert.deepEqual(goneIn([at(3, '30'), at(1, '10'), at(0, '00')], {}, next), [2]);
  assert.deepEqual(goneIn([at(4, '40'), at(3, '30'), at(2, '20')], {}, next), []);
  assert.deepEqual(goneIn([at(3, '30'), at(2, '20')], {}), [1]);
  assert.deepEqual(goneIn([at(2, '20'), at(1, '10')], { page: 2 }), []);
  assert.deepEqual(goneIn(SHOWN, {}), []);
});

test('the first tickets of an empty list show at once', () => {
  assert.deepEqual(refreshed(stateOf([]), answerOf(SHOWN)).page.results, SHOWN);
});

test('what changed since, here or elsewhere, shows in its row; nothing else does', () => {
  const resolved = { ...at(1, '10'), status: 'Resolved' };
  assert.deepEqual(refreshed(stateOf(SHOWN), answerOf([at(3, '30'), resolved, at(0, '00')])).page.results, [at(3, '30'), at(2, '20'), resolved]);

  const outcomes = [{ id: 1, outcome: 'changed', status: 'Resolved', updatedAt: '2026-03-02T12:00:00Z' }, { id: 9, status: 'New' }];
  const [, , last] = changed(stateOf(SHOWN), outcomes).page.results;
  assert.deepEqual(last, { ...at(1, '10'), status: 'Resolved', updatedAt: '2026-03-02T12:00:00Z' });
});

test('a page holds as many as this browser is used to, and an address says how many where its page counts in them', () => {
  assert.equal(readQuery('', 50).pageSize, 50);
  assert.equal(readQuery('?pageSize=10', 50).pageSize, 10);
  assert.equal(writeQuery({ ...DEFAULTS, pageSize: 50 }, 50), '');
  assert.equal(writeQuery(DEFAULTS, 25), '?pageSize=50');
  assert.equal(writeQuery({ ...DEFAULTS, page: 2 }), '?page=2&pageSize=50');
  assert.equal(askFor(DEFAULTS), '?pageSize=50');
  assert.equal(filtersOf(readQuery('?search=a&status=New&ordering=createdAt&page=3&pageSize=50')), '?search=a&status=New');
  assert.equal(countedBy(readQuery('?search=a&status=New&waitingFor=staff&unread=true')), '?search=a&unread=true');
});

const newOnes = SHOWN.map((ticket) => ({ ...ticket, status: 'New' }));
const outcomeOf = (id, status, outcome = 'changed') => ({ id, outcome, status, updatedAt: '2026-03-02T12:00:00Z' });
const idsIn = ({ page }) => page.results.map(({ id }) => id);
const OWN = [
  ['leaves its place to the next', [at(3, '30'), at(1, '10'), at(0, '00')], {}, '', [3, 1, 0]],
  ['leaves the last page', [at(3, '30'), at(1, '10')], {}, '', [3, 1]],
  ['and one that came', [at(4, '40'), at(3, '30'), at(1, '10')], {}, '1 new', [3, 1]],
  ['and one that a colleague took out of the middle', [at(3, '30'), at(0, '00'), at(1, '10')], {}, 'The list has changed', [3, 1]],
  ['leaves its place, and one moves up from the page before', [at(5, '50'), at(3, '30'), at(1, '10')], { page: 2 }, '', [3, 1, 5]],
];

for (const [what, fresh, query, label, shown] of OWN) {
  test(`a ticket that was changed here ${what}: "${label}"`, () => {
    const state = changed(stateOf(newOnes, { status: ['New'], ...query }), [outcomeOf(2, 'Resolved')]);
    assert.deepEqual(idsIn(state), [3, 1]);
    const next = refreshed(state, answerOf(fresh));
    assert.equal(next.news?.label ?? '', label);
    assert.deepEqual(idsIn(next), shown);
  });
}

test('where the latest change is first, a ticket that was changed here stays where it is without a word', () => {
  const state = changed(stateOf(SHOWN, { ordering: '-updatedAt' }), [outcomeOf(1, 'Resolved')]);
  const next = refreshed(state, answerOf([at(1, '10'), at(3, '30'), at(2, '20')]));
  assert.deepEqual([next.news, idsIn(next)], [null, [3, 2, 1]]);
});

test('tickets that left are back where they were as soon as that is undone, and only then', () => {
  const left = changed(stateOf(newOnes, { status: ['New'] }), [outcomeOf(3, 'Resolved'), outcomeOf(2, 'Resolved')]);
  const filled = refreshed(left, answerOf([at(1, '10'), at(0, '00')].map((ticket) => ({ ...ticket, status: 'New' }))));
  assert.deepEqual([idsIn(left), idsIn(filled)], [[1], [1, 0]]);
  assert.deepEqual(idsIn(changed(filled, [outcomeOf(3, 'New'), outcomeOf(2, 'New')])), [3, 2, 1]);
  assert.deepEqual(idsIn(changed(filled, [outcomeOf(3, 'New'), outcomeOf(2, 'Resolved', 'conflict')])), [3, 1, 0]);
  assert.deepEqual(idsIn(changed(stateOf(newOnes, { status: ['New'] }), [outcomeOf(2, 'Resolved', 'conflict')])), [3, 2, 1]);
});

test('a ticket that is resolved here waits for nobody and leaves such a list; any other change leaves it there', () => {
  const waiting = stateOf(newOnes, { waitingFor: ['staff'] });
  assert.deepEqual(idsIn(changed(waiting, [outcomeOf(3, 'Resolved'), outcomeOf(2, 'Under Review')])), [2, 1]);
});

const ME = { id: 1, username: 'ann' };
const BELONGS = [
  [{ priority: ['High', 'Urgent'] }, { priority: 'Urgent' }, { priority: 'Low' }],
  [{ category: ['IT'] }, { category: 'IT' }, { category: 'Technical' }],
  [{ assignee: ['me', 'none'] }, { assignee: ME }, { assignee: { id: 2, username: 'bob' } }],
  [{ assignee: ['none'] }, { assignee: null }, { assignee: ME }],
  [{ assignee: ['bob'] }, { assignee: { id: 2, username: 'bob' } }, { assignee: null }],
  [{ waitingFor: ['staff'] }, { status: 'New' }, { status: 'Resolved' }],
];

for (const [query, fitting, other] of BELONGS) {
  test(`a ticket in a list of ${JSON.stringify(query)} stays with ${JSON.stringify(fitting)} and leaves with ${JSON.stringify(other)}`, () => {
    const state = stateOf(newOnes, query);
    const outcome = { id: 2, outcome: 'changed', updatedAt: '2026-03-02T12:00:00Z' };
    const stayed = changed(state, [{ ...outcome, ...fitting }], ME);
    assert.deepEqual(stayed.page.results[1], { ...newOnes[1], updatedAt: outcome.updatedAt, ...fitting });
    assert.deepEqual(idsIn(changed(stayed, [{ ...outcome, ...other }], ME)), [3, 1]);
  });
}

const pageOf = (ids, more = true) => ({ count: 8, next: more ? 'http://x' : null, results: ids.map((id) => ({ id })) });
const SECOND = keptList('tickets.html?page=2', { query: { ...DEFAULTS, page: 2, pageSize: 3 }, page: pageOf([6, 5, 4]) });

/** A function that answers with a page of `ids`, three a page, as the list is by now; and notes what it was asked. */
const service = (ids, asked = []) => async (page) => {
  asked.push(page);
  const results = ids.slice(3 * page - 3, 3 * page).map((id) => ({ id }));
  return results.length ? { results, next: ids.length > 3 * page ? 'http://x' : null } : null; // past the end it is 404
};

test('a ticket has neighbours in the list last shown, counted over the whole list and beyond its page', async () => {
  const asked = [];
  const ask = service([9, 8, 7, 6, 5, 4, 3, 2]);
  assert.deepEqual(neighboursIn(SECOND, '5'), { previous: '6', next: '4', index: 4, count: '8' });
  assert.equal(await withNeighbours(SECOND, 5, service([], asked)), SECOND);
  assert.deepEqual(asked, []);

  const first = await withNeighbours(SECOND, 6, ask);
  assert.deepEqual(neighboursIn(first, 6), { previous: '7', next: '5', index: 3, count: '8' });
  assert.deepEqual([addressOfPage(first, 7), addressOfPage(first, 6)], ['tickets.html?pageSize=3', 'tickets.html?page=2']);

  const last = await withNeighbours(SECOND, 4, ask);
  assert.deepEqual(neighboursIn(last, 4), { previous: '5', next: '3', index: 5, count: '8' });
  assert.deepEqual([neighboursIn(last, 2).next, addressOfPage(last, 3)], [undefined, 'tickets.html?page=3&pageSize=3']);
  assert.equal(await withNeighbours(last, 2, service([9, 8, 7, 6, 5, 4, 3, 2])), last);
});

// What has left the list by the time that its page's end is reached, what came, and the next ones then.
const MEANWHILE = [
  ['nothing', [9, 8, 7, 6, 5, 4, 3, 2, 1], [3, 2, 1]],
  ['one of the page', [9, 8, 7, 6, 5, 3, 2, 1], [3]],
  ['the whole page', [9, 8, 7, 3, 2, 1], [3, 2, 1]],
  ['every ticket before', [3, 2, 1], [3, 2, 1]],
  ['none, and two came', [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], [3]],
  ['everything', [], []],
];
for (const [what, ids, expected] of MEANWHILE) {
  test(`at the end of a page no ticket is passed over when ${what} has left the list`, async () => {
    const list = await withNeighbours(SECOND, 4, service(ids));
    assert.deepEqual(list.ids, [6, 5, 4, ...expected]);
  });
}

test('a ticket has no place in a list that it is not in, that it is alone in, or that was not kept', () => {
  const alone = keptList('tickets.html', { query: DEFAULTS, page: { count: 1, next: null, results: [{ id: 7 }] } });
  for (const other of [null, {}, { ids: [] }, { ids: [7, 8] }, SECOND, alone]) assert.equal(neighboursIn(other, '7'), null);
  assert.equal(neighboursIn(keptList('tickets.html', { query: DEFAULTS, page: { ...pageOf([7, 6]), count: 1000, countCapped: true } }), 7).count, '1,000+');
});

const KEYS = [
  ['j', 'KeyJ', {}, 'j'],
  ['J', 'KeyJ', {}, 'j', 'Caps Lock'],
  ['J', 'KeyJ', { shiftKey: true }, 'Shift+J'],
  ['j', 'KeyJ', { ctrlKey: true }, ''],
  ['k', 'KeyK', { ctrlKey: true }, 'Ctrl+k'],
  ['k', 'KeyK', { metaKey: true }, 'Ctrl+k', 'a Mac'],
  ['л', 'KeyK', { ctrlKey: true }, 'Ctrl+k', 'Russian'],
  ['K', 'KeyK', { ctrlKey: true, shiftKey: true }, ''],
  ['k', 'KeyK', { ctrlKey: true, altKey: true }, ''],
  ['j', 'KeyJ', { altKey: true }, ''],
  ['j', 'KeyJ', { metaKey: true }, ''],
  ['о', 'KeyJ', {}, 'j', 'Russian'],
  ['ξ', 'KeyJ', {}, 'j', 'Greek'],
  ['ت', 'KeyJ', {}, 'j', 'Arabic'],
  ['О', 'KeyJ', { shiftKey: true }, 'Shift+J', 'Russian'],
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
