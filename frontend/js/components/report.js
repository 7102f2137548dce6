// A report: tiles, charts with a table each, and tables by category, priority and assignee. Every number that a list has leads there.

import { barChart, daysBelow, lineChart, scaleOf, slotsOf } from '../lib/charts.js';
import { html, render } from '../lib/html.js';
import { formatNumber, locale } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { formatDay, formatPeriod } from '../lib/periods.js';
import { words } from '../lib/report-texts.js';

const say = words.reports;
const HOURS_A_DAY = 24;
const share = new Intl.NumberFormat(locale, { style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 0 });

/** `report` is the API's answer, `before` the one for the period that it is compared with. */
export function showReport(el, report, { before, today }) {
  const slots = slotsOf(report.days);
  render(el, html`
    <p class="report-period">${say.comparedWith(formatPeriod(report), formatPeriod(before))}</p>
    ${tiles(report, before, today)}
    <div class="report-charts">
      ${flowChart(slots)}
      ${backlogChart(slots)}
    </div>
    ${groupTable(say.byCategory, 'categories', report, before, ({ category }) => ({ name: category, filter: { category } }))}
    ${groupTable(say.byPriority, 'priorities', report, before, ({ priority }) => ({ name: text.priority[priority], filter: { priority } }))}
    ${groupTable(say.byAssignee, 'assignees', report, before, ({ assignee }) => ({ name: assignee?.username ?? say.nobody, filter: { assignee: assignee?.username ?? 'none' } }))}
    <details class="report-notes"><summary>${say.notes}</summary><ul>${say.noteLines.map((line) => html`<li>${line}</li>`)}</ul></details>`);
}

function tiles(report, { total: previous, days: daysBefore }, today) {
  const { total, days } = report;
  const [last, before] = [days.at(-1), daysBefore.at(-1)];
  const open = report.to >= today && listLink({ status: ['New', 'Under Review'] });
  return html`
    <ul class="tiles">
      ${tile(say.opened, linked(total.opened, happened('opened', report)), change(total.opened, previous.opened))}
      ${tile(say.resolved, linked(total.resolved, happened('resolved', report)), change(total.resolved, previous.resolved))}
      ${tile(say.backlog, linked(last.backlog, open), change(last.backlog, before.backlog))}
      ${tile(say.firstReply, linkedText(hours(total.hoursToFirstReply.median), total.answered && happened('answered', report)), change(total.hoursToFirstReply.median, previous.hoursToFirstReply.median), ninth(total.hoursToFirstReply))}
      ${tile(say.resolution, linkedText(hours(total.hoursToResolution.median), total.resolved && happened('resolved', report)), change(total.hoursToResolution.median, previous.hoursToResolution.median), ninth(total.hoursToResolution))}
    </ul>`;
}

function tile(label, value, compared, detail) {
  return html`
    <li class="tile">
      <h2 class="tile-label">${label}</h2>
      <p class="tile-value">${value}</p>
      ${detail && html`<p class="tile-detail">${detail}</p>`}
      <p class="tile-detail">${compared}</p>
    </li>`;
}

function ninth({ ninthDecile }) {
  return ninthDecile === null ? null : say.ninthDecile(hours(ninthDecile));
}

/** "+12% (before: 50)"; nothing where there is nothing to compare. */
function change(now, before) {
  if (now === null || !before) return say.nothingBefore;
  return say.change(share.format((now - before) / before));
}

function flowChart(slots) {
  const tip = (slot) => `${slotName(slot)}: ${say.opened} ${formatNumber(slot.opened)}, ${say.resolved} ${formatNumber(slot.resolved)}`;
  const series = ['opened', 'resolved'];
  const key = html`<p class="chart-key">${series.map((name) => html`<span class="chart-sample is-${name}"></span>${say[name]} `)}</p>`;
  const highest = Math.max(...slots.flatMap(({ opened, resolved }) => [opened, resolved]));
  return figure({ title: isWeekly(slots) ? say.flowByWeek : say.flowByDay, key, slots, highest, drawing: barChart(slots, series, tip), columns: series });
}

function backlogChart(slots) {
  const tip = (slot) => `${formatDay(slot.to)}: ${formatNumber(slot.backlog)}`;
  const highest = Math.max(...slots.map(({ backlog }) => backlog));
  return figure({ title: say.backlogOverTime, slots, highest, drawing: lineChart(slots, 'backlog', tip), columns: ['backlog'] });
}

function figure({ title, key, slots, highest, drawing, columns }) {
  const scale = scaleOf(highest);
  return html`
    <section class="report-part">
      <h2>${title}</h2>
      ${key}
      <div class="chart-frame" aria-hidden="true">
        <p class="chart-scale">${scale.map((number) => html`<span>${formatNumber(number)}</span>`)}</p>
        ${drawing}
        <p class="chart-days">${daysBelow(slots).map((day) => html`<span>${formatDay(day)}</span>`)}</p>
      </div>
      <details><summary>${say.asTable}</summary>${slotTable(title, slots, columns)}</details>
    </section>`;
}

function slotTable(title, slots, columns) {
  return table(title, [say.days, ...columns.map((name) => say[name])], slots.map((slot) => [
    slotName(slot),
    ...columns.map((name) => linked(slot[name], name !== 'backlog' && happened(name, slot))),
  ]));
}

function groupTable(title, kind, report, before, described) {
  const headings = [say.name, say.opened, say.resolved, say.answered, say.firstReply, say.ninth, say.resolution, say.ninth];
  const groupsBefore = new Map(before[kind].map((group) => [valueOf(group), group]));
  const rows = report[kind].map((group) => {
    const { name, filter } = described(group);
    const { opened, resolved, answered, hoursToFirstReply: first, hoursToResolution: end } = group;
    const previous = groupsBefore.get(valueOf(group));
    const counted = (figure, number) => html`${linked(number, happened(figure, report, filter))} ${small(number, previous?.[figure])}`;
    const lasted = (figure, number) => linkedText(hours(number), number !== null && happened(figure, report, filter));
    return [
      html`<bdi>${name}</bdi>`,
      counted('opened', opened),
      counted('resolved', resolved),
      counted('answered', answered),
      html`${lasted('answered', first.median)} ${small(first.median, previous?.hoursToFirstReply.median)}`,
      lasted('answered', first.ninthDecile),
      html`${lasted('resolved', end.median)} ${small(end.median, previous?.hoursToResolution.median)}`,
      lasted('resolved', end.ninthDecile),
    ];
  });
  return html`<section class="report-part"><h2>${title}</h2>${table(title, headings, rows)}</section>`;
}

/** What a group's tickets have in common; nothing where nobody works on them. */
function valueOf({ category, priority, assignee }) {
  return category ?? priority ?? assignee?.id;
}

function small(now, before) {
  return now !== null && before ? html`<small class="report-change">${share.format((now - before) / before)}</small>` : '';
}

function table(label, headings, rows) {
  return html`
    <div class="report-scroll" tabindex="0" role="region" aria-label="${label}">
      <table class="report-table">
        <thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
        <tbody>${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;
}

function isWeekly(slots) {
  return slots[0].from !== slots[0].to;
}

function slotName({ from, to }) {
  return from === to ? formatDay(from) : formatPeriod({ from, to });
}

/** The list of what was opened, first answered or resolved within {from, to}. */
function happened(what, { from, to }, filter = {}) {
  return listLink({ [`${what}From`]: from, [`${what}To`]: to, ...filter });
}

function listLink(filter) {
  const pairs = Object.entries(filter).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  return `tickets.html?${new URLSearchParams(pairs)}`;
}

function linked(number, href) {
  return linkedText(formatNumber(number), number && href);
}

function linkedText(words, href) {
  return href ? html`<a href="${href}">${words}</a>` : words;
}

/** "3.5 hr", from two days on "4.2 days"; a dash for no ticket. */
function hours(number) {
  if (number === null) return '–';
  const isLong = number >= 2 * HOURS_A_DAY;
  const unit = { style: 'unit', unit: isLong ? 'day' : 'hour', unitDisplay: 'short', maximumFractionDigits: 1 };
  return (isLong ? number / HOURS_A_DAY : number).toLocaleString(locale, unit);
}
