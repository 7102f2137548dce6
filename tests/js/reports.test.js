// Reports and exports: periods, charts, and how many rows have come.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { barChart, daysBelow, lineChart, niceTop, scaleOf, slotsOf } from '../../frontend/js/lib/charts.js';
import { rowCounter } from '../../frontend/js/lib/csv-rows.js';
import { daysAfter, periodAddress, readPeriod, usualPeriods } from '../../frontend/js/lib/periods.js';

const TODAY = '2026-03-05';

for (const [search, expected] of [
  ['', { name: '30', from: '2026-02-04', to: TODAY }],
  ['?period=7', { name: '7', from: '2026-02-27', to: TODAY }],
  ['?period=month', { name: 'month', from: '2026-03-01', to: TODAY }],
  ['?period=nonsense', { name: '30', from: '2026-02-04', to: TODAY }],
  ['?from=2026-01-02&to=2026-01-03', { name: 'own', from: '2026-01-02', to: '2026-01-03' }],
]) {
  test(`"${search}" is a period`, () => assert.deepEqual(readPeriod(search, TODAY), expected));
}

test('every period has an address that leads back to it', () => {
  for (const period of [...usualPeriods(TODAY), { name: 'own', from: '2026-01-02', to: '2026-01-03' }]) {
    assert.deepEqual(readPeriod(new URL(periodAddress(period), 'http://localhost').search, TODAY), period);
  }
});

const days = (count) => Array.from({ length: count }, (_, at) => ({ day: daysAfter('2026-01-01', at), opened: at, resolved: 1, backlog: 10 * at }));

test('up to sixty days stand alone, more come in weeks, and nothing is lost', () => {
  assert.equal(slotsOf(days(60)).length, 60);
  const weeks = slotsOf(days(65));
  assert.deepEqual(weeks[0], { from: '2026-01-01', to: '2026-01-07', opened: 21, resolved: 7, backlog: 60 });
  assert.deepEqual(weeks.at(-1), { from: '2026-03-05', to: '2026-03-06', opened: 127, resolved: 2, backlog: 640 });
  assert.equal(weeks.reduce((sum, { opened }) => sum + opened, 0), (64 * 65) / 2);
});

for (const [highest, top] of [[0, 1], [1, 1], [5, 5], [7, 8], [11, 20], [31, 40], [43, 50], [999, 1000], [1001, 2000]]) {
  test(`a scale for ${highest} ends at ${top}`, () => assert.equal(niceTop(highest), top));
}

test('a scale names its half where that is a whole number, and never another one', () => {
  assert.deepEqual([0, 2, 5, 43].map(scaleOf), [[1, 0], [2, 1, 0], [5, 0], [50, 25, 0]]);
});

test('the days below a chart are its ends and one between them', () => {
  assert.deepEqual([1, 2, 7].map((count) => daysBelow(slotsOf(days(count)))), [['2026-01-01'], ['2026-01-01', '2026-01-02'], ['2026-01-01', '2026-01-04', '2026-01-07']]);
});

test('a line is drawn for one day, too', () => {
  const [line] = lineChart(slotsOf([{ day: '2026-01-01', opened: 0, resolved: 0, backlog: 1 }]), 'backlog', () => '').source.match(/(?<=chart-line" points=")[^"]*/);
  assert.equal(line, '0,0 1,0');
});

test('charts stay within their frame, whatever they show, and no name in them is markup', () => {
  for (const slots of [slotsOf(days(30)), slotsOf([{ day: '2026-01-01', opened: 0, resolved: 0, backlog: 0 }])]) {
    const drawn = [barChart(slots, ['opened', 'resolved'], () => '<b>'), lineChart(slots, 'backlog', () => '<b>')];
    for (const { source } of drawn) {
      assert.ok(!source.includes('<b>') && !source.includes('NaN') && !source.includes('style'));
      const heights = [...source.matchAll(/ height="([\d.-]+)"/g), ...source.matchAll(/,([\d.-]+)/g)].map(([, value]) => Number(value));
      assert.ok(heights.length && heights.every((value) => value >= 0 && value <= 100));
    }
  }
});

test('rows are counted wherever the parts of a file are cut', () => {
  const bytes = new TextEncoder().encode('Number,Title\r\n1,"two\r\nlines"\r\n2,"a ""quoted"" word\n"\r\n3,plain\r\n');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const count = rowCounter();
    count(bytes.subarray(0, cut));
    assert.equal(count(bytes.subarray(cut)), 3);
  }
});
