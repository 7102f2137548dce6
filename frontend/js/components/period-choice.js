// The choice of a report's period: links, and a form for dates of one's own. Emits 'period-chosen' {name, from, to} for those.

import { html, render } from '../lib/html.js';
import { periodAddress, usualPeriods } from '../lib/periods.js';
import { words } from '../lib/report-texts.js';

const say = words.reports;

/** `el` is a form. */
export function mountPeriodChoice(el, { period, today }) {
  render(el, html`
    <nav class="period-links" aria-label="${say.period}">${usualPeriods(today).map((each) => link(each, period))}</nav>
    <div class="period-dates">
      ${date('from', say.from, period.from)}
      ${date('to', say.to, period.to)}
      <button type="submit" class="button">${say.show}</button>
    </div>`);
  el.addEventListener('submit', (event) => {
    event.preventDefault();
    const { from, to } = Object.fromEntries(new FormData(el));
    el.dispatchEvent(new CustomEvent('period-chosen', { detail: { name: 'own', from, to } }));
  });
}

function link(each, chosen) {
  const current = each.name === chosen.name && html` aria-current="page"`;
  return html`<a class="period-link" href="${periodAddress(each)}"${current}>${say.periods[each.name]}</a>`;
}

function date(name, label, value) {
  return html`<label class="select-label"><span>${label}</span> <input class="input" type="date" name="${name}" value="${value}" required></label>`;
}
