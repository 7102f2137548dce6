// The endpoints for reports, which administrators may use.

import { call, callForJson } from './client.js';

/** `period`: {from, to}, days. */
export function getReport(period, signal) {
  return callForJson(`/reports?${days(period)}`, { signal });
}

/** The same numbers as comma-separated values, a Blob. */
export async function getReportFile(period, signal) {
  return (await call(`/reports.csv?${days(period)}`, { signal })).blob();
}

function days({ from, to }) {
  return new URLSearchParams(Object.entries({ from, to }).filter(([, day]) => day));
}
