// Times as people say them, with the exact one at hand, in the reader's zone.

import { html } from './html.js';
import { locale } from './locale.js';

const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "5 minutes ago", "yesterday"; after four weeks the date says more. */
export function relativeTime(date, now = new Date()) {
  // The two clocks may differ a little: nothing here happened in the future.
  const seconds = Math.max(0, (now - date) / 1000);
  if (seconds < MINUTE) return relative.format(0, 'second');
  if (seconds < HOUR) return relative.format(-Math.floor(seconds / MINUTE), 'minute');
  if (seconds < DAY) return relative.format(-Math.floor(seconds / HOUR), 'hour');
  if (seconds < 28 * DAY) return relative.format(-Math.floor(seconds / DAY), 'day');
  return day.format(date);
}

export function timeTag(iso) {
  const date = new Date(iso);
  return html`<time datetime="${iso}" title="${exact.format(date)}">${relativeTime(date)}</time>`;
}

/** Let the times on the page age while it stays open. */
export function keepTimesFresh() {
  setInterval(() => {
    for (const time of document.querySelectorAll('time[datetime]')) {
      time.textContent = relativeTime(new Date(time.dateTime));
    }
  }, 30_000);
}
