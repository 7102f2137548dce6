// Days as people write them: "2026-11", "2026-11-03", "2026-11-01..2026-11-15", ">2026-11-01".

/** The days that are meant, {from, to}, each a day or ''; null if it means none. */
export function daysOf(value) {
  const [, sign, limit] = value.match(/^([<>]=?)(.+)$/) ?? [];
  if (sign) return limited(sign, periodOf(limit));
  const [first, last = first, ...more] = value.split('..');
  const from = first ? periodOf(first)?.from : '';
  const to = last ? periodOf(last)?.to : '';
  const isRange = from !== undefined && to !== undefined && (from || to) && !(from && to && from > to) && !more.length;
  return isRange ? { from, to } : null;
}

export function writeDays({ from, to }) {
  if (!from) return to && `<=${to}`;
  if (!to) return `>=${from}`;
  const isIt = (days) => days?.from === from && days.to === to;
  return [4, 7, 10].map((length) => from.slice(0, length)).find((each) => isIt(periodOf(each))) ?? `${from}..${to}`;
}

/** The days of a year, month or day; null if there is no such one. */
function periodOf(value) {
  if (!/^\d{4}(-\d\d){0,2}$/.test(value)) return null;
  const from = `${value}-01-01`.slice(0, 10);
  if (!isDay(from)) return null;
  if (value.length === 7) return { from, to: lastDayOf(from) };
  return { from, to: value.length === 4 ? `${value}-12-31` : value };
}

function limited(sign, period) {
  if (!period) return null;
  const { from, to } = period;
  const limit = { '>=': { from }, '>': { from: shifted(to, 1) }, '<=': { to }, '<': { to: shifted(from, -1) } }[sign];
  return Object.values(limit).every(isDay) ? { from: '', to: '', ...limit } : null;
}

function isDay(value) {
  const date = new Date(`${value}T00:00:00Z`);
  return /^(?!0000)\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The last day of the month that begins with this one. */
function lastDayOf(first) {
  return shifted(shifted(first, 31).replace(/\d\d$/, '01'), -1);
}

function shifted(day, by) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, date.toISOString().indexOf('T'));
}
