// Times, links, numbers with their nouns, and where a ticket stands in its list.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { relativeTime, timeTag } from '../../frontend/js/lib/dates.js';
import { html } from '../../frontend/js/lib/html.js';
import { linkify, webAddress } from '../../frontend/js/lib/links.js';
import { safeNext } from '../../frontend/js/lib/next.js';
import { listAddress, placeIn } from '../../frontend/js/lib/place-in-list.js';
import { pluralsIn } from '../../frontend/js/lib/plurals.js';

const sourceOf = (markup) => html`${markup}`.source;
const NOW = new Date('2026-11-23T12:00:00Z');
const SECOND = 1000;
const HOUR = 3600 * SECOND;

const AGES = [
  [-5 * SECOND, 'now'],
  [0, 'now'],
  [59 * SECOND, 'now'],
  [60 * SECOND, '1 minute ago'],
  [59 * 60 * SECOND, '59 minutes ago'],
  [HOUR, '1 hour ago'],
  [23 * HOUR, '23 hours ago'],
  [24 * HOUR, 'yesterday'],
  [48 * HOUR, '2 days ago'],
  [27 * 24 * HOUR, '27 days ago'],
  [28 * 24 * HOUR, 'Oct 26, 2026'],
];
for (const [age, said] of AGES) {
  test(`${age / SECOND} seconds ago is said as “${said}”`, () => assert.equal(relativeTime(new Date(NOW - age), NOW), said));
}

test('the exact time stands behind the other one', () => {
  const tag = sourceOf(timeTag('2026-03-01T12:00:00Z'));
  assert.match(tag, /^<time datetime="2026-03-01T12:00:00Z" title="Sunday, March 1, 2026 at /);
});

const LINKS = [
  ['See https://example.com/a?b=1&c=2.', 'https://example.com/a?b=1&amp;c=2', '.'],
  ['(http://example.com)', 'http://example.com', ')'],
  ['https://example.com/wiki/Ticket_(x)!', 'https://example.com/wiki/Ticket_(x)', '!'],
  ['https://example.com/"onx=1><b>', 'https://example.com/', '&quot;onx=1&gt;&lt;b&gt;'],
];
for (const [text, address, rest] of LINKS) {
  test(`in ${text} the address is a link, and nothing behind it`, () => {
    const source = sourceOf(linkify(text));
    assert.ok(source.includes(`<a href="${address}" target="_blank" rel="noopener noreferrer nofollow">${address}</a>${rest}`), source);
  });
}

for (const text of ['javascript:alert(1)', 'data:text/html,x', 'ftp://example.com', 'example.com', '<a href="x">']) {
  test(`${text} stays text`, () => assert.ok(!sourceOf(linkify(text)).includes('<a')));
}

test('an attribute takes web addresses only', () => {
  assert.deepEqual(['https://a.example', 'http://a.example', 'blob:x', 'javascript:x', ' https://x'].map(webAddress), [
    'https://a.example', 'http://a.example', 'blob:x', '#', '#',
  ]);
});

test('a sign-in leads to our own pages only', () => {
  for (const next of ['tickets.html?page=2', 'ticket.html?id=7', 'submit.html', 'ticket?id=7#files']) assert.equal(safeNext(next), next);
  for (const next of [null, '', '//evil.example', 'https://evil.example', '../tickets.html', 'tickets.html.evil']) {
    assert.equal(safeNext(next), 'tickets.html');
  }
});

test('what people typed never becomes an element', () => {
  assert.equal(sourceOf(html`<p title="${'"><b>'}">${['<i>', null, undefined, false, 0]}</p>`), '<p title="&quot;&gt;&lt;b&gt;">&lt;i&gt;0</p>');
  assert.equal(sourceOf(html`<p>${html`<b>${'&'}</b>`}</p>`), '<p><b>&amp;</b></p>');
});

test('a number has the form of its noun, in Arabic one of six', () => {
  const forms = { zero: 'لا شيء', one: 'واحدة', two: 'اثنتان', few: '# قليلة', many: '# كثيرة', other: '# مئة' };
  const said = [0, 1, 2, 3, 11, 100].map((number) => pluralsIn('ar')(number, forms));
  assert.deepEqual(said, ['لا شيء', 'واحدة', 'اثنتان', '3 قليلة', '11 كثيرة', '100 مئة']);
  const english = pluralsIn('en');
  assert.deepEqual([0, 1, 1234].map((number) => english(number, { one: '# ticket', other: '# tickets' })), ['0 tickets', '1 ticket', '1,234 tickets']);
});

test('a ticket has neighbours in the list one came from, none at its ends', () => {
  const list = { ids: [9, 7, 4] };
  assert.deepEqual(placeIn(list, '7'), { previous: '9', next: '4', index: 1, count: 3 });
  assert.equal(placeIn(list, '9').previous, undefined);
  assert.equal(placeIn(list, '4').next, undefined);
});

for (const list of [null, {}, { ids: [] }, { ids: [1, 2] }, { ids: [7] }]) {
  test(`in ${JSON.stringify(list)} ticket 7 has no neighbours`, () => assert.equal(placeIn(list, '7'), null));
}

test('the way back is the list as it was, and nowhere else', () => {
  assert.equal(listAddress({ url: 'tickets.html?page=2' }), 'tickets.html?page=2');
  for (const url of ['https://evil.example', 'javascript:x', '//x', undefined]) assert.equal(listAddress({ url }), 'tickets.html');
});
