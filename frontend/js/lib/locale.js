// How the reader's language writes numbers, plurals, sizes, times and people's initials.

import { html } from './html.js';

// js/early.js chose it; without a document, in a test, it is English. The whole tag ("ar-EG") decides how dates and numbers
// are written, its first part which texts there are.
export const locale = globalThis.document?.documentElement.lang || 'en';
export const language = locale.split('-')[0].toLowerCase();

const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// Each with its seconds, and from how many on it is used.
const AGES = [['year', 365 * DAY, 2], ['month', 30 * DAY, 2], ['day', DAY, 1], ['hour', HOUR, 1], ['minute', MINUTE, 1]];

export function formatNumber(number) {
  return number.toLocaleString(locale);
}

/** "1,000+" for a count that was stopped. */
export function countText(number, isCapped) {
  return formatNumber(number) + (isCapped ? '+' : '');
}

export function formatPercent(share) {
  return share.toLocaleString(locale, { style: 'percent' });
}

export function formatSize(bytes) {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(bytes || 1) / 10)));
  const unitDisplay = power ? 'short' : 'long';
  const options = { style: 'unit', unit: UNITS[power], unitDisplay, maximumFractionDigits: power > 1 ? 1 : 0 };
  return (bytes / 1024 ** power).toLocaleString(locale, options);
}

/** A function (number, {one: '# ticket', other: '# tickets'}) for texts in `language`; '#' stands for the number. */
export function pluralsIn(language) {
  const rules = new Intl.PluralRules(language);
  return (number, forms) => (forms[rules.select(number)] ?? forms.other).replace('#', formatNumber(number));
}

/** "5 minutes ago", within 24 hours the hours, then the days of the reader's calendar: "yesterday"; after four weeks the date. */
export function relativeTime(date, now = new Date()) {
  // The server's clock may be a little ahead: nothing is shown as in the future.
  const seconds = Math.max(0, (now - date) / 1000);
  if (seconds < MINUTE) return relative.format(0, 'second');
  if (seconds < HOUR) return relative.format(-Math.floor(seconds / MINUTE), 'minute');
  const days = dayNumber(now) - dayNumber(date);
  // A day on which the clocks are put back has 25 hours.
  if (seconds < DAY || days < 1) return relative.format(-Math.floor(seconds / HOUR), 'hour');
  return days < 28 ? relative.format(-days, 'day') : day.format(date);
}

/** The days of the reader's calendar, numbered; in UTC, where every day has 24 hours. */
function dayNumber(date) {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / (DAY * 1000);
}

/** "now", "18 min", "3 days": how long ago something was. */
export function ageOf(date, now = new Date()) {
  const seconds = (now - date) / 1000;
  const [unit, length] = AGES.find(([, length, least]) => seconds >= least * length) ?? [];
  if (!unit) return relative.format(0, 'second');
  return Math.floor(seconds / length).toLocaleString(locale, { style: 'unit', unit, unitDisplay: 'short' });
}

export function timeTag(iso) {
  const date = new Date(iso);
  return html`<time datetime="${iso}" title="${exact.format(date)}">${relativeTime(date)}</time>`;
}

/** The exact moment shows on hover and is read to screen readers. */
export function ageTag(iso) {
  const date = new Date(iso);
  const moment = exact.format(date);
  return html`<time datetime="${iso}" title="${moment}" data-age>${ageOf(date)}</time><span class="visually-hidden">, ${moment}</span>`;
}

/** Updates the page's relative times while it stays open. */
export function keepTimesFresh() {
  setInterval(() => {
    for (const time of document.querySelectorAll('time[datetime]')) {
      time.textContent = ('age' in time.dataset ? ageOf : relativeTime)(new Date(time.dateTime));
    }
  }, 30_000);
}

/** "FA" for "fatima.al-zahrani", "AD" for "admin". */
export function initialsOf(name) {
  const words = name.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [name];
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((word) => [...word][0]) : [...words[0]].slice(0, 2);
  // Not joined, as Arabic letters would be.
  return letters.join('\u200c').toLocaleUpperCase(locale);
}
