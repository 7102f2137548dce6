// What people write, as blocks of text and code; sentences with markup; drafts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { filled } from '../../frontend/js/lib/filled.js';
import { html } from '../../frontend/js/lib/html.js';
import { blocksOf, prose } from '../../frontend/js/lib/prose.js';

const text = (words) => ({ isCode: false, text: words });
const code = (words) => ({ isCode: true, text: words });
const log = (lines) => Array.from({ length: lines }, (_, index) => `08:04:${index % 60 < 10 ? '0' : ''}${index % 60} line ${index}`).join('\n');

const BLOCKS = {
  'a text': ['One.\n\nTwo.', [text('One.\n\nTwo.')]],
  'a fence': ['See:\n```\na\n\n b\n```\nSo.', [text('See:'), code('a\n\n b'), text('So.')]],
  'a fence with a language': ['```js\n1\n```', [code('1')]],
  'a fence that is not closed': ['a\n```\nb\nc', [text('a'), code('b\nc')]],
  'an empty fence': ['a\n```\n```\nb', [text('a'), text('b')]],
  'three backticks within a line': ['run ```x``` now', [text('run ```x``` now')]],
  'a log without a fence': [`It says:\n\n${log(8)}\n\nWhy?`, [text('It says:'), code(log(8)), text('Why?')]],
  'a log with blank lines': [`${log(6)}\n\n${log(7)}`, [code(`${log(6)}\n\n${log(7)}`)]],
  'a stack trace': ['Traceback (most recent call last):\n  File "a.py", line 1\n    x\n  File "b.py", line 2\n    y\n  File "c.py", line 3', 'code'],
  'a short list of times': ['08:00:00 a\n09:00:00 b', [text('08:00:00 a\n09:00:00 b')]],
  'a letter of many lines': [Array(30).fill('Dear all,').join('\n'), [text(Array(30).fill('Dear all,').join('\n'))]],
  'what has more than 40 lines in one go': [Array(41).fill('x').join('\n'), [code(Array(41).fill('x').join('\n'))]],
  nothing: ['', []],
};
for (const [name, [written, blocks]] of Object.entries(BLOCKS)) {
  test(`${name} is read as it is meant`, () => assert.deepEqual(blocksOf(written), blocks === 'code' ? [code(written)] : blocks));
}

const sourceOf = (markup) => html`${markup}`.source;

test('code is folded beyond 40 lines, and says how many there are', () => {
  const folded = (lines) => sourceOf(prose(`\`\`\`\n${log(lines)}\n\`\`\``));
  assert.doesNotMatch(folded(40), /prose-more/);
  assert.match(folded(41), /line 39<span class="prose-rest">\n08:04:40 line 40<\/span><\/pre>/);
  assert.match(folded(1212), /<button type="button" class="prose-more">Show all 1,212 lines<\/button>/);
});

test('nothing that is written becomes an element, in text or code, and addresses are links in both', () => {
  const source = sourceOf(prose('<b>https://a.example</b>\n```\n<i>https://b.example</i>\n```'));
  assert.doesNotMatch(source, /<b>|<i>/);
  assert.equal(source.match(/<a href="https/g).length, 2);
});

test('a sentence keeps its values in the order that a language wants, escaped', () => {
  const said = filled((name, what) => `${what} by ${name}`, html`<b>${'<x>'}</b>`, 'A & B');
  assert.equal(sourceOf(said), 'A &amp; B by <b>&lt;x&gt;</b>');
});

test('each user, ticket and kind has a draft of its own', async () => {
  const stored = new Map();
  globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value), removeItem: (key) => stored.delete(key) };
  const { dropDraft, isDraftKept, keepDraft, readDraft } = await import('../../frontend/js/lib/draft.js');
  const places = [[1, 'reply:7'], [1, 'note:7'], [1, 'reply:8'], [2, 'reply:7'], [1, '']];
  places.forEach(([user, place], index) => keepDraft(user, { body: `${index}` }, place));
  assert.deepEqual(places.map(([user, place]) => readDraft(user, place).body), ['0', '1', '2', '3', '4']);
  keepDraft(1, { body: ' \n' }, 'note:7');
  dropDraft(2, 'reply:7');
  assert.deepEqual(places.map(([user, place]) => Boolean(readDraft(user, place))), [true, false, true, false, true]);
  assert.equal(isDraftKept(1, { body: 'other' }, 'reply:7'), false);
});
