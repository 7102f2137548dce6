// What the form tells before anything is sent.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isRefused, kindOf, totalSize, willBeRefused, withPastedName } from '../../frontend/js/lib/files.js';
import { excessOf, LIMITS, splitAt } from '../../frontend/js/lib/lengths.js';
import { mostSimilar, significantWords } from '../../frontend/js/lib/similarity.js';
import { translated } from '../../frontend/js/pages/problems.js';

const TAKEN = {
  'a PNG': '\x89PNG\r\n\x1a\n\0\0\0\rIHDR',
  'a JPEG': '\xff\xd8\xff\xe0\0\x10JFIF',
  'a GIF': 'GIF89a\x01\0',
  'a WebP': 'RIFF\x24\0\0\0WEBPVP8 ',
  'a PDF': '%PDF-1.7\n%\xe2\xe3\xcf\xd3',
  'a ZIP': 'PK\x03\x04\x14\0',
  'an empty ZIP': 'PK\x05\x06\0\0',
  'an old Word file': '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0',
  'a log in colour': '2026-11-23 \x1b[31mlost\x1b[0m\r\n\tat lane 3\n',
  'a text in UTF-16': '\xff\xfea\0b\0',
  'a text in Latin-1': 'Caf\xe9 \x92s',
  'a text that begins with "less than"': '< 5 items',
  'a text that begins with RIFF': 'RIFF raff, said the log',
  'a text that begins as a program does': 'MZ is Mainz',
  'a page': '\n  <!doctype html><title>x</title>',
  'a script': '#!/bin/sh\nrm -rf /',
  'something binary': 'abc\0def',
  'a sound': 'RIFF\x24\0\0\0WAVEfmt ',
};
for (const [name, head] of Object.entries(TAKEN)) test(`${name} is sent`, () => assert.equal(isRefused(head), false));

const REFUSED = {
  'a Windows program': 'MZ\x90\0\x03',
  'a Linux program': '\x7fELF\x02',
};
for (const [name, head] of Object.entries(REFUSED)) test(`${name} is named before it is sent`, () => assert.equal(isRefused(head), true));

test('a file is told from its first bytes, whatever its name', async () => {
  assert.equal(await willBeRefused(new Blob(['MZ\x00'])), true);
  assert.equal(await willBeRefused(new Blob(['lost\n'.repeat(1000)])), false);
});

test('the words that tell a title from others are found, the longest first', () => {
  assert.deepEqual(significantWords('The printer on floor 3 does not work, please help'), ['printer', 'floor']);
  assert.deepEqual(significantWords('Printer prints pages'), ['printer', 'pages']);
  assert.deepEqual(significantWords('مشكلة في الطابعة'), ['الطابعة']);
  assert.deepEqual(significantWords('  '), []);
});

const ticket = (id, title, status = 'New') => ({ id, title, description: '', status });

test('tickets with half of the words or more look alike: the likest first, open before resolved, three at most', () => {
  const tickets = [
    ticket(1, 'Invoice lost'),
    ticket(2, 'Printer prints blank pages'),
    ticket(3, 'Blank pages', 'Resolved'),
    ticket(4, 'Pages are blank'),
    ticket(2, 'Printer prints blank pages'),
    ticket(5, 'Printer smells'),
    ticket(6, 'Blank pages everywhere'),
  ];
  const alike = mostSimilar(significantWords('Printer: blank pages'), tickets, 3);
  assert.deepEqual(alike.map(({ id }) => id), [2, 6, 4]);
});

test('words that stand in any ticket tell nothing', () => {
  assert.deepEqual(significantWords('Scanner error since the last update, still not working today'), ['scanner']);
  assert.deepEqual(significantWords('خطأ في الطابعة منذ التحديث'), ['الطابعة']);
  assert.deepEqual(significantWords('Broken? I can’t use it anymore!'), ['broken']);
});

test('rare words weigh more than common ones, and a title more than a description', () => {
  const counts = { software: 900, license: 12, expired: 3, portal: 0, customer: 40 };
  const like = (words, tickets) => mostSimilar(words, tickets, 9, (word) => counts[word]).map(({ id }) => id);
  const words = ['software', 'license', 'expired'];
  const tickets = [ticket(1, 'Software is slow'), ticket(2, 'License expired'), ticket(3, 'Expired'), { ...ticket(4, 'Renewal'), description: 'The license expired.' }];
  assert.deepEqual(like(words, tickets), [2, 3]);
  assert.deepEqual(like(['license', 'expired'], tickets), [2, 3, 4]);
  assert.deepEqual(like(['customer', 'portal'], [ticket(1, 'Customer gone')]), []);
  assert.deepEqual(like(['customer'], [ticket(1, 'Customer gone')]), []);
});

test('a word is found where words begin, in Arabic behind the article', () => {
  assert.deepEqual(mostSimilar(['art'], [ticket(1, 'Start')], 3), []);
  assert.equal(mostSimilar(['طابعة'], [ticket(1, 'مشكلة في الطابعة')], 3).length, 1);
});

test('accents and capitals are no difference', () => {
  assert.equal(mostSimilar(['café'], [ticket(1, 'CAFE closed')], 3).length, 1);
});

test('nothing looks like a title without words', () => {
  assert.deepEqual(mostSimilar([], [ticket(1, 'Printer')], 3), []);
});

const LONG = [
  ['title', 'x'.repeat(200), 0],
  ['title', `  ${'x'.repeat(201)} `, 1],
  ['title', '😀'.repeat(200), 0],
  ['title', '😀'.repeat(203), 3],
  ['description', 'x'.repeat(25_025), 5025],
  ['description', `\n \n${'line\n'.repeat(4000)}`, 0],
  ['description', `  ${'x'.repeat(19_999)}`, 1],
  ['title', `${'x\t\t'.repeat(101)}`, 1],
  ['description', '\x1b[0m'.repeat(6667), 1],
];
for (const [name, text, excess] of LONG) {
  test(`${text.slice(0, 4)}… of ${text.length} code units is ${excess} characters too long as a ${name}, as the service counts`, () => {
    assert.equal(excessOf(text, LIMITS[name]), excess);
  });
}

for (const text of [`${'a line of words\n'.repeat(2000)}`, 'words '.repeat(5000), '😀'.repeat(30_000), `${'x'.repeat(19_000)} ${'y'.repeat(9000)}`]) {
  test(`${text.slice(0, 6)}… is cut behind a line or a word where there is one, and nothing of it is lost`, () => {
    const [start, rest] = splitAt(text, LIMITS.description);
    assert.equal(excessOf(start, LIMITS.description), 0);
    assert.equal(start + rest, text.trimEnd());
    if (/\s/.test(start.slice(-200))) assert.match(start, /\s$/);
    assert.ok(Array.from(start).length > 19_800);
  });
}

test('sizes are summed', () => assert.equal(totalSize([{ size: 2 }, { size: 3 }]), 5));

test('a kind is told from the type, with parameters or without', () => {
  const kinds = ['image/png', 'application/pdf', 'text/plain; charset=utf-8', 'image/svg+xml', 'application/zip'].map(kindOf);
  assert.deepEqual(kinds, ['image', 'pdf', 'text', 'other', 'other']);
});

test('a pasted picture is named by the local time, others keep their names', () => {
  const now = new Date(2026, 10, 23, 9, 5, 7);
  assert.equal(withPastedName(new File(['x'], 'image.png'), now).name, 'screenshot-2026-11-23-090507.png');
  assert.equal(withPastedName(new File(['x'], 'front.png'), now).name, 'front.png');
});

test('what the service refuses is said in our words, what we do not know in its own', () => {
  assert.equal(translated('Longer than maximum length 200.'), 'Use at most 200 characters.');
  assert.equal(translated('Length must be between 1 and 20000.'), 'Use at most 20,000 characters.');
  assert.match(translated('a: b.exe: Not an accepted type: PNG, …'), /^a: b\.exe can’t be attached\./);
  assert.equal(translated('Must have something that can be seen.'), 'This field is required.');
  assert.equal(translated('Must not have more than 30 marks on one letter.'), 'Use at most 30 accents on one letter.');
  assert.equal(translated('Something new.'), 'Something new.');
});
