// The reports. Which period they are of is in the URL; another one is another visit.

import { getReport, getReportFile } from '../api/report-api.js';
import { mountPeriodChoice } from '../components/period-choice.js';
import { showReport } from '../components/report.js';
import { showFailure } from '../components/states.js';
import { dayOf, periodAddress, periodBefore, readPeriod } from '../lib/periods.js';
import { words } from '../lib/report-texts.js';
import { saveBlob } from '../lib/save-blob.js';
import { isStatus, messageOf, problemOf, showPageNotice } from './problems.js';
import { startPage } from './start.js';

const say = words.reports;
const today = dayOf(new Date());
const period = readPeriod(location.search, today);

const place = document.querySelector('#report');
const download = document.querySelector('#download');

startPage('reports', () => {
  document.title = say.pageTitle;
  mountPeriodChoice(document.querySelector('#periods'), { period, today });
  document.querySelector('#periods').addEventListener('period-chosen', ({ detail }) => location.assign(periodAddress(detail)));
  download.addEventListener('click', saveFile);
  return load();
});

async function load() {
  place.ariaBusy = 'true';
  try {
    const [report, before] = await Promise.all([getReport(period), getReport(periodBefore(period))]);
    showReport(place, report, { before, today });
    download.hidden = false;
  } catch (error) {
    if (isStatus(error, 400)) return showPageNotice({ tone: 'danger', message: say.noPeriod });
    const problem = problemOf(error);
    if (problem) showFailure(place, problem, load);
  } finally {
    place.ariaBusy = 'false';
  }
}

async function saveFile() {
  download.disabled = true;
  try {
    saveBlob(await getReportFile(period), `report-${period.from}-${period.to}.csv`);
  } catch (error) {
    if (problemOf(error)) showPageNotice({ tone: 'danger', message: say.notSaved, lines: [messageOf(error)].filter(Boolean) });
  }
  download.disabled = false;
}
