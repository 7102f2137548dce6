// Saves the list as a file, row by row while the service sends it. Loaded when it is wanted.

import { openExport } from '../api/export-api.js';
import { mountExportProgress } from '../components/export-progress.js';
import { announce } from '../components/notices.js';
import { rowCounter } from '../lib/csv-rows.js';
import { openSink } from '../lib/file-sink.js';
import { dayOf } from '../lib/periods.js';
import { words } from '../lib/report-texts.js';
import { loadStyles } from '../lib/styles.js';
import { messageOf, problemOf, showPageNotice } from './problems.js';

const SHOWN_EVERY = 100;

const say = words.export;

const el = document.querySelector('#export');

/** Shows the progress in the button's place; `query` is the list's, as the API takes it. */
export async function exportList(query) {
  const button = el.firstElementChild;
  const sink = await chosenSink();
  if (!sink) return;
  button.remove();
  const running = new AbortController();
  el.addEventListener('cancel', () => running.abort(), { once: true });
  try {
    await transfer(await openExport(query, running.signal), sink);
    announce(say.done);
  } catch (error) {
    await sink.abort();
    explain(error, running.signal.aborted);
  }
  el.replaceChildren(button);
  button.focus();
}

async function chosenSink() {
  try {
    return await openSink(`tickets-${dayOf(new Date())}.csv`, { type: 'text/csv', description: say.fileType, ending: '.csv' });
  } catch (error) {
    if (error.name !== 'AbortError') tell(say.failed, error.message);
    return null;
  }
}

async function transfer(response, sink) {
  await loadStyles('list-export');
  const show = mountExportProgress(el, Number(response.headers.get('X-Total-Count')) || null);
  const count = rowCounter();
  let bytes = 0;
  let shownAt = 0;
  // The body's reader, since not every browser can iterate a stream.
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    await sink.write(part.value);
    bytes += part.value.length;
    const rows = count(part.value);
    if (performance.now() - shownAt < SHOWN_EVERY) continue;
    show({ rows, bytes });
    shownAt = performance.now();
  }
  await sink.close();
}

function explain(error, isCancelled) {
  if (isCancelled) return announce(say.cancelled);
  // A stream that breaks off is a TypeError.
  if (error instanceof TypeError) return tell(say.broken);
  if (problemOf(error)) tell(say.failed, messageOf(error));
}

function tell(message, ...lines) {
  showPageNotice({ tone: 'danger', message, lines: lines.filter(Boolean) });
}
