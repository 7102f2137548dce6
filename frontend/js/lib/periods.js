// The periods that a report may be of, in days of UTC as the API counts them ("2026-11-28"), and how they are written.

import { locale } from './locale.js';

const DAY = 86_400_000;
const LAST = [7, 30, 90];
const USUAL = '30';

const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const whole = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export function dayOf(date) {
  return date.toISOString().slice(0, 10);
}

/** The day so many days after `day`, or before it. */
export function daysAfter(day, number) {
  return dayOf(new Date(Date.parse(day) + number * DAY));
}

/** The periods to choose from, [{name, from, to}], `name` as in the address: a number of days, or 'month'. */
export function usualPeriods(today) {
  const last = LAST.map((days) => ({ name: String(days), from: daysAfter(today, 1 - days), to: today }));
  return [...last, { name: 'month', from: `${today.slice(0, 8)}01`, to: today }];
}

/** The period that an address says; its own dates are checked by the API alone. */
export function readPeriod(search, today) {
  const params = new URLSearchParams(search);
  const { from, to = today } = Object.fromEntries(params);
  if (from) return { name: 'own', from, to };
  const periods = usualPeriods(today);
  return periods.find(({ name }) => name === params.get('period')) ?? periods.find(({ name }) => name === USUAL);
}

/** The period of the same length before; one that is none stays as it is, for the API to say why. */
export function periodBefore({ from, to }) {
  const days = (Date.parse(to) - Date.parse(from)) / DAY + 1;
  return days > 0 ? { from: daysAfter(from, -days), to: daysAfter(from, -1) } : { from, to };
}

/** The address of a period: one that ends today does so tomorrow, too. */
export function periodAddress({ name, from, to }) {
  const params = name === 'own' ? { from, to } : { period: name };
  return name === USUAL ? 'reports.html' : `reports.html?${new URLSearchParams(params)}`;
}

/** "28 Nov 2026", or without its year. */
export function formatDay(day, { withYear = true } = {}) {
  return (withYear ? whole : short).format(Date.parse(day));
}

/** "1 – 28 Nov 2026" */
export function formatPeriod({ from, to }) {
  return whole.formatRange(Date.parse(from), Date.parse(to));
}
