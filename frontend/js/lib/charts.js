// Charts as SVG that is stretched to the room there is, so it holds no words: those stand beside it.

import { html } from './html.js';

const MOST_DAYS = 60;
const HEIGHT = 100;
// Of a slot's width; two bars and the gap beside them.
const BAR = 0.38;
const GAP = 0.12;

/** The days, or from 61 on the weeks (seven days from the first one), as [{from, to, opened, resolved, backlog}]. */
export function slotsOf(days) {
  const length = days.length > MOST_DAYS ? 7 : 1;
  const slots = [];
  for (let at = 0; at < days.length; at += length) {
    const part = days.slice(at, at + length);
    const sum = (name) => part.reduce((total, day) => total + day[name], 0);
    slots.push({ from: part[0].day, to: part.at(-1).day, opened: sum('opened'), resolved: sum('resolved'), backlog: part.at(-1).backlog });
  }
  return slots;
}

/** The scale's end: the next of 1, 2, 3, 4, 5, 6, 8, 10, 20, 30 … */
export function niceTop(highest) {
  const power = 10 ** Math.floor(Math.log10(Math.max(highest, 1)));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((top) => top >= highest);
}

/** What stands beside a chart, from its top down: the scale's end, its half where that is a whole number, and 0. */
export function scaleOf(highest) {
  const top = niceTop(highest);
  return [top, top / 2, 0].filter(Number.isInteger);
}

/** The days below a chart, evenly apart: the first, one in the middle, the last. */
export function daysBelow(slots) {
  const middle = slots.length > 2 ? [slots[Math.floor(slots.length / 2)].from] : [];
  return [...new Set([slots[0].from, ...middle, slots.at(-1).to])];
}

/** Bars side by side for each slot; `series` are the names of the numbers, which are classes too, `tip(slot)` the text of a slot. */
export function barChart(slots, series, tip) {
  const top = niceTop(Math.max(...slots.flatMap((slot) => series.map((name) => slot[name]))));
  const bars = (slot, at) => series.map((name, index) => {
    const height = round((slot[name] / top) * HEIGHT);
    return html`<rect class="is-${name}" x="${round(at + GAP + index * BAR)}" y="${HEIGHT - height}" width="${BAR}" height="${height}"/>`;
  });
  return chart(slots, html`${slots.map((slot, at) => html`<g>${bars(slot, at)}${room(at)}<title>${tip(slot)}</title></g>`)}`);
}

/** A line from slot to slot, with the area below it; a level one for a single slot. */
export function lineChart(slots, name, tip) {
  const top = niceTop(Math.max(...slots.map((slot) => slot[name])));
  const places = slots.length > 1 ? slots.map((slot, at) => [at + 0.5, slot]) : [[0, slots[0]], [1, slots[0]]];
  const points = places.map(([at, slot]) => `${at},${round(HEIGHT - (slot[name] / top) * HEIGHT)}`);
  const ends = [places[0], places.at(-1)].map(([at]) => `${at},${HEIGHT}`);
  return chart(slots, html`
    <polygon class="is-${name} chart-area" points="${[ends[0], ...points, ends[1]].join(' ')}"/>
    <polyline class="is-${name} chart-line" points="${points.join(' ')}"/>
    ${slots.map((slot, at) => html`<g>${room(at)}<title>${tip(slot)}</title></g>`)}`);
}

function chart(slots, shapes) {
  return html`<svg class="chart" viewBox="0 0 ${slots.length} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    <path class="chart-half" d="M0 ${HEIGHT / 2}H${slots.length}"/>${shapes}</svg>`;
}

// Where the pointer finds a slot's text, however low its bars are.
function room(at) {
  return html`<rect class="chart-room" x="${at}" y="0" width="1" height="${HEIGHT}"/>`;
}

function round(number) {
  return Math.round(number * 100) / 100;
}
