// Times, sizes, numbers with their nouns, and addresses.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { html } from '../../frontend/js/lib/html.js';
import { linkify } from '../../frontend/js/lib/linkify.js';
import { listAddress, safeNext, webAddress } from '../../frontend/js/lib/links.js';
import { ageOf, ageTag, formatPercent, formatSize, initialsOf, pluralsIn, relativeTime, timeTag } from '../../frontend/js/lib/locale.js';

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

const SPANS = [[-5 * SECOND, 'now'], [59 * SECOND, 'now'], [18 * 60 * SECOND, '18 min'], [23.9 * HOUR, '23 hr'], [24 * HOUR, '1 day'], [59 * 24 * HOUR, '59 days'], [60 * 24 * HOUR, '2 mths'], [729 * 24 * HOUR, '24 mths'], [730 * 24 * HOUR, '2 yrs']];
for (const [age, said] of SPANS) {
  test(`what is ${age / HOUR} hours old has the age “${said}”`, () => assert.equal(ageOf(new Date(NOW - age), NOW), said));
}

const INITIALS = [['admin', 'AD'], ['x', 'X'], ['fatima.al-zahrani', 'FZ'], ['Ada Lovelace', 'AL'], ['ada@example.com', 'AC'], ['فاطمة الزهراني', 'فا'], ['王小明', '王小'], ['…', '…']];
for (const [name, letters] of INITIALS) {
  test(`the initials of ${name} are ${letters}, not joined`, () => assert.equal(initialsOf(name), [...letters].join('\u200c')));
}

// In local time: [now, then, what is said]. The zone of each is set, as the clocks of different places are put forward and back.
const DAYS = [
  ['Asia/Tokyo', [2026, 10, 23, 21], [2026, 10, 21, 21, 6], '2 days ago'],
  ['Asia/Tokyo', [2026, 10, 23, 21], [2026, 10, 22, 0], 'yesterday'],
  ['Asia/Tokyo', [2026, 10, 23, 21], [2026, 10, 21, 23, 59], '2 days ago'],
  ['Asia/Tokyo', [2026, 10, 23, 0, 10], [2026, 10, 21, 23, 59], '2 days ago'],
  ['Asia/Tokyo', [2026, 10, 23, 0, 10], [2026, 10, 22, 23, 50], '20 minutes ago'],
  ['Asia/Tokyo', [2026, 0, 1, 12], [2025, 11, 31, 8], 'yesterday'],
  ['America/Los_Angeles', [2026, 10, 23, 21], [2026, 10, 22, 1], 'yesterday'],
  // The day that is over has 25 hours, then 23.
  ['Europe/Berlin', [2026, 9, 25, 23, 50], [2026, 9, 25, 0, 10], '24 hours ago'],
  ['Europe/Berlin', [2026, 9, 26, 12], [2026, 9, 25, 0, 10], 'yesterday'],
  ['Europe/Berlin', [2026, 2, 30, 23], [2026, 2, 28, 23, 30], '2 days ago'],
  ['Europe/Berlin', [2026, 2, 29, 23, 30], [2026, 2, 28, 23], '23 hours ago'],
  ['Europe/Berlin', [2026, 3, 20, 0, 1], [2026, 2, 24, 23], '27 days ago'],
  ['Europe/Berlin', [2026, 3, 20, 0, 1], [2026, 2, 23, 23, 59], 'Mar 23, 2026'],
];
for (const [zone, now, then, said] of DAYS) {
  test(`in ${zone}, at ${now.join(' ')}, what was at ${then.join(' ')} is said as “${said}”`, (t) => {
    const before = process.env.TZ;
    t.after(() => (before === undefined ? delete process.env.TZ : (process.env.TZ = before)));
    process.env.TZ = zone;
    const words = relativeTime(new Date(...then), new Date(...now));
    // The formats of dates keep the zone that they were made in.
    if (!said.includes('2026')) assert.equal(words, said);
    else assert.match(words, /2026/);
  });
}

test('the exact time stands behind the other one', () => {
  const tag = sourceOf(timeTag('2026-03-01T12:00:00Z'));
  assert.match(tag, /^<time datetime="2026-03-01T12:00:00Z" title="Sunday, March 1, 2026 at /);
  assert.match(sourceOf(ageTag('2026-03-01T12:00:00Z')), /<span class="visually-hidden">, Sunday, March 1, 2026 at /);
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

/** The text with its links in ⟦…⟧, and where each leads if it does not say so. */
const linksIn = (text) =>
  sourceOf(linkify(text)).replace(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>/g, (_, href, shown) => (href === shown ? `⟦${shown}⟧` : `⟦${shown}→${href}⟧`));

const FOUND = [
  // What stands behind an address in other scripts, often without a space.
  ...[...'،؛؟。、，！？：；।։…」』）】》»”“’—\u200b\u202e'].map((letter) => [`https://e.com/ar${letter}`, `⟦https://e.com/ar⟧${letter}`]),
  ['„https://e.com/x“-Seite', '„⟦https://e.com/x⟧“-Seite'],
  ['見てhttps://e.com/ページ。はい（e.com）', '見て⟦https://e.com/ページ⟧。はい（e.com）'],
  ['https://example.com을 보세요', '⟦https://example.com⟧을 보세요'],
  ['https://e.com/a—and', '⟦https://e.com/a⟧—and'],
  // What belongs to it all the same.
  ['https://fr.wikipedia.org/wiki/L’Hôpital–Test', '⟦https://fr.wikipedia.org/wiki/L’Hôpital–Test⟧'],
  ['https://пример.рф/путь?x=1', '⟦https://пример.рф/путь?x=1⟧'],
  ['http://[::1]:8000/x http://my-printer https://u:p@e.com./', '⟦http://[::1]:8000/x⟧ ⟦http://my-printer⟧ ⟦https://u:p@e.com./⟧'],
  // Brackets, marks and character references, as GitHub has them.
  ['(https://e.com/Foo_(bar)_baz)', '(⟦https://e.com/Foo_(bar)_baz⟧)'],
  ['https://e.com/a_(b)_(c)),', '⟦https://e.com/a_(b)_(c)⟧),'],
  ['[https://e.com/?a[]=1] {https://e.com/{x}}', '[⟦https://e.com/?a[]=1⟧] {⟦https://e.com/{x}⟧}'],
  ['[https://e.com/a](https://e.com/b)', '[⟦https://e.com/a⟧](⟦https://e.com/b⟧)'],
  ['**https://e.com** `https://e.com/x`', '**⟦https://e.com⟧** `⟦https://e.com/x⟧`'],
  ['https://e.com/?q=a&hl=b&hl;', '⟦https://e.com/?q=a&amp;hl=b⟧&amp;hl;'],
  ['https://e.com/?q=(business))+ok', '⟦https://e.com/?q=(business))+ok⟧'],
  // Without a scheme.
  ['www.example.com.', '⟦www.example.com→https://www.example.com⟧.'],
  ['“WWW.E.com/a_(b)”)', '“⟦WWW.E.com/a_(b)→https://WWW.E.com/a_(b)⟧”)'],
  ['www.example.comを見て', '⟦www.example.com→https://www.example.com⟧を見て'],
  ['me@example.com, you@x.co.uk;', '⟦me@example.com→mailto:me@example.com⟧, ⟦you@x.co.uk→mailto:you@x.co.uk⟧;'],
  ['mailto:a.b-c_d+e@a.b.', '⟦mailto:a.b-c_d+e@a.b⟧.'],
  ['<jürgen@müller.de>', '&lt;⟦jürgen@müller.de→mailto:jürgen@müller.de⟧&gt;'],
  ['联系me@example.com。', '联系⟦me@example.com→mailto:me@example.com⟧。'],
  ["'o'brien@example.com'", '&#39;⟦o&#39;brien@example.com→mailto:o&#39;brien@example.com⟧&#39;'],
];
for (const [text, expected] of FOUND) test(`${text} is linked as ${expected}`, () => assert.equal(linksIn(text), expected));

test('a long text of nothing but beginnings or ends takes no long time', () => {
  const many = ['www.', 'http://', 'a@', 'a.', "a'", 'a@b-', 'a@b.c-', 'mailto:', 'https://['].map((part) => part.repeat(50_000));
  const ends = [')', ';', '&a;', '.)'].map((part) => `https://e.com/${part.repeat(50_000)}`);
  const start = performance.now();
  [...many, ...ends].forEach(linkify);
  // Were one of them quadratic, it alone would take minutes.
  assert.ok(performance.now() - start < 10_000);
});

const PLAIN = ['javascript://www.e.com', 'ftp://www.e.com', 'www.x', '/www.e.com', 'x.www.e.com', 'user@localhost', 'a@b.c-', 'a@b.c_', 'a@x.com@y.com', 'ftp://me@x.com'];
for (const text of [...PLAIN, 'javascript:alert(1)', 'data:text/html,x', 'ftp://example.com', 'example.com', '<a href="x">']) {
  test(`${text} stays text`, () => assert.ok(!sourceOf(linkify(text)).includes('<a')));
}

test('an attribute takes web addresses only', () => {
  for (const url of ['https://a.example/x', 'http://a.example', 'blob:x']) assert.equal(webAddress(url), url);
  for (const url of [null, undefined, '', 'javascript:alert(1)', 'data:text/html,x', '//a.example', ' https://x']) assert.equal(webAddress(url), '#');
});

test('a sign-in leads to our own pages only', () => {
  for (const next of ['tickets.html?page=2', 'ticket.html?id=7', 'submit.html', 'ticket?id=7#files']) assert.equal(safeNext(next), next);
  const foreign = ['https://evil.example/', '//evil.example', 'javascript:alert(1)', '../tickets.html', 'tickets.html.evil', '\\\\x'];
  for (const next of [null, '', ...foreign]) assert.equal(safeNext(next), 'tickets.html');
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

test('the way back is the list as it was, and nowhere else', () => {
  assert.equal(listAddress({ url: 'tickets.html?page=2' }), 'tickets.html?page=2');
  for (const url of ['https://evil.example', 'javascript:x', '//x', undefined]) assert.equal(listAddress({ url }), 'tickets.html');
});

const SIZES = [[0, '0 bytes'], [1, '1 byte'], [1023, '1,023 bytes'], [1024, '1 kB'], [1536 * 1024, '1.5 MB'], [3 * 1024 ** 4, '3,072 GB']];
for (const [bytes, shown] of SIZES) test(`${bytes} bytes are shown as ${shown}`, () => assert.equal(formatSize(bytes), shown));

test('shares are shown in percent', () => assert.equal(formatPercent(0.256), '26%'));
