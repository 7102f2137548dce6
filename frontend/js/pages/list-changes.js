// Administrators change tickets in the list, the selected ones or the one that the reader is at, and can undo it for ten seconds.

import { asSeen, asSent, changeTickets } from '../api/ticket-api.js';
import { clearNotice } from '../components/notices.js';
import { mountToast } from '../components/toast.js';
import { sendInBatches } from '../lib/batches.js';
import { html } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { keysWait, onKey } from '../lib/shortcuts.js';
import { loadStyles } from '../lib/styles.js';
import { tools } from '../lib/tool-texts.js';
import { chooseValue, isSame, valueName } from './field-choices.js';
import { isStatus, messageOf, showPageNotice } from './problems.js';
import { mountBar } from './selected-tickets.js';

const say = tools.selected;
const AT_ONCE = 100;

/**
 * `list` is as in list-tools.js. Resolves to {set(ids, field, value), choose(ids, field), showBar, tellLost}.
 */
export async function mountListChanges(list) {
  await keysWait(loadStyles('toast', 'selection-bar'));
  const toast = mountToast(document.querySelector('#toast'));
  const { cursor } = list;
  const send = senderOf(list, toast);
  let isBusy = false;

  /**
   * Resolves to whether anything was done. What somebody else has set since it was `seen`, a map of tickets, is left alone and told.
   * `hasFocus`: the button that was pressed is about to disappear.
   */
  async function set(ids, field, value, { hasFocus = false, seen = list.seen } = {}) {
    const changes = ids.map((id) => ({ id, ...asSent(field, value), ...(seen.has(id) && asSeen(field, seen.get(id)[field])) }));
    return whileBusy(async () => {
      // Somebody else's choice of the same value is as good as one's own.
      const sent = await send(changes);
      const result = { ...sent, outcomes: sent.outcomes.map((one) => (isKept(one) && isSame(one[field], value) ? { ...one, outcome: 'unchanged' } : one)) };
      const changed = result.outcomes.filter(({ outcome }) => outcome === 'changed');
      const action = changed.length > 0 && { label: say.undo, run: () => undo(changed, field) };
      const done = summaryOf(result.outcomes, field, value);
      if (done) toast.show({ message: done, action, focus: hasFocus, onLeave: cursor.focus });
      const kept = new Map(result.outcomes.filter(isKept).map((one) => [one.id, one]));
      const goOn = { label: say.anyway, run: () => set([...kept.keys()], field, value, { hasFocus: true, seen: kept }) };
      tellLeft(result, field, list, kept.size > 0 && goOn);
      return !result.error;
    });
  }

  function undo(changed, field) {
    return whileBusy(async () => {
      const result = await send(changed.map(({ id, etag }) => ({ id, ifMatch: etag, undo: true })));
      cursor.focus(changed.at(-1).id);
      const done = sentences(result.outcomes, say.undone);
      if (done) toast.show({ message: done });
      tellLeft(result, field, list);
    });
  }

  // One thing after the other: what is changed next may be among what is being changed.
  async function whileBusy(action) {
    if (isBusy) return false;
    isBusy = true;
    try {
      return await action();
    } finally {
      isBusy = false;
    }
  }

  async function choose(ids, field, options) {
    if (isBusy) return false;
    const seen = new Map(list.seen); // what is shown may change behind the dialog
    const one = ids.length === 1 ? seen.get(ids[0]) : null;
    const value = await chooseValue(field, { what: nameOf(ids), me: list.me, current: one?.[field] });
    return value !== undefined && set(ids, field, value, { ...options?.(), seen });
  }

  onKey('z', toast.act);
  const changes = { set, choose, tellLost: () => toast.show({ message: say.selectionLost }) };
  return { ...changes, showBar: mountBar({ ...list, toast, ...changes }) };
}

/** A function that sends changes and shows what becomes of them; of many it tells how far it is, and they can be cancelled. */
function senderOf({ seen, apply }, toast) {
  return async (changes) => {
    clearNotice(document.querySelector('#notice'));
    const isLong = changes.length > AT_ONCE;
    const cancel = new AbortController();
    const stay = (event) => event.preventDefault();
    if (isLong) {
      window.addEventListener('beforeunload', stay);
      toast.show({ message: say.changing(changes.length), action: { label: text.common.cancel, run: () => cancel.abort() }, all: changes.length });
    }
    const tell = (outcomes, done) => {
      const there = outcomes.filter(({ outcome }) => outcome !== 'gone');
      for (const outcome of there) seen.set(outcome.id, { ...seen.get(outcome.id), ...outcome });
      apply(there);
      if (isLong) toast.advance(done);
    };
    const sending = sendInBatches(changes, sendBatch, { signal: cancel.signal, tell });
    const result = await (isLong ? sending : keysWait(sending));
    window.removeEventListener('beforeunload', stay);
    if (isLong) toast.close();
    if (result.error) apply([]); // no row shows a choice that was not carried out
    return result;
  };
}

/** Of tickets that are not there any more nothing is changed, nor of the others: these are sent again. */
async function sendBatch(changes) {
  try {
    return await changeTickets(changes);
  } catch (error) {
    const gone = isStatus(error, 404) ? new Set((error.errors.changes ?? []).map((line) => Number(line.match(/\d+/)?.[0]))) : new Set();
    const rest = changes.filter(({ id }) => !gone.has(id));
    if (rest.length === changes.length) throw error;
    const outcomes = changes.filter(({ id }) => gone.has(id)).map(({ id }) => ({ id, outcome: 'gone' }));
    return rest.length ? [...outcomes, ...(await sendBatch(rest))] : outcomes;
  }
}

function nameOf(ids) {
  return ids.length === 1 ? `#${ids[0]}` : text.list.results(ids.length);
}

function summaryOf(outcomes, field, value) {
  const done = outcomes.filter(isDone);
  return sentences(outcomes, (number) => {
    if (field === 'status') return number === 1 ? say.oneChanged(done[0].id, value) : say.severalChanged(number, value);
    return say.fieldSet(nameOf(done.map(({ id }) => id)), wordsOf(field, value));
  });
}

function wordsOf(field, value) {
  return (say.values[field] ?? say.values.other)(text.field[field], valueName(field, value));
}

function isDone({ outcome }) {
  return outcome === 'changed' || outcome === 'unchanged';
}

function isKept({ outcome }) {
  return outcome === 'conflict';
}

/** What `done(number)` says of those that were changed, and how many were left alone. */
function sentences(outcomes, done) {
  const changed = outcomes.filter(isDone).length;
  const conflicts = outcomes.filter(isKept).length;
  const gone = outcomes.length - changed - conflicts;
  return [changed && done(changed), conflicts && say.kept(conflicts), gone && say.gone(gone)].filter(Boolean).join(' ');
}

/** Names what was refused, ticket by ticket, and what was not even tried; `action` goes on all the same. */
function tellLeft({ outcomes, error, left }, field, { seen }, action) {
  const refused = outcomes.filter((outcome) => !isDone(outcome));
  const lines = refused.map((one) => {
    const why = isKept(one) ? say.isNow(wordsOf(field, one[field])) : say.isGone;
    return html`<a href="ticket.html?id=${one.id}">#${one.id}</a> <bdi>${seen.get(one.id)?.title}</bdi> · <bdi>${why}</bdi>`;
  });
  const problem = error && messageOf(error);
  if (problem) lines.unshift(problem);
  if (!lines.length && !left) return;
  const message = left ? (outcomes.length ? say.stopped(left) : say.notChanged) : say.refused(refused.length);
  showPageNotice({ tone: error ? 'danger' : 'warning', message, lines, action });
}
