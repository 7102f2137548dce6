// A ticket's conversation on its page: followed while the page is open, read by that, edited, and gone on with.

import { followTimeline, markSeen } from '../api/conversation-api.js';
import { mountComposers } from '../components/composer.js';
import { announce } from '../components/notices.js';
import { mountTimeline } from '../components/timeline.js';
import { readDraft } from '../lib/draft.js';
import { filled } from '../lib/filled.js';
import { html, render } from '../lib/html.js';
import { more } from '../lib/more-texts.js';
import { onKey } from '../lib/shortcuts.js';
import { loadStyles } from '../lib/styles.js';
import { isAdmin } from '../session.js';
import { tellMissingPart, throwMissingPart } from './problems.js';

const say = more.conversation;
const isMessage = ({ kind }) => kind !== 'change';

/**
 * `el` is an empty section, `page` that of ticket.js. Resolves, once the timeline is shown, to what is known of it, and
 * {refresh(), showTicket(ticket), write(kind)}: `refresh` resolves to whether anything has changed, `write` brings the reader there.
 */
export async function mountConversation(el, page) {
  const [me, { ticket }] = [page.me(), page.known()];
  await loadStyles('conversation', 'file-picker');
  render(el, html`
    <h2 id="conversation-heading" class="visually-hidden">${say.heading}</h2>
    <ol class="timeline" aria-labelledby="conversation-heading"></ol>
    <p class="writers"></p>
    <div class="composers"></div>`);
  const list = el.querySelector('.timeline');
  const timeline = followEntries(el, mountTimeline(list, { me, isAdmin: isAdmin(me) }), { me, ticket });
  await timeline.refresh();
  const composers = openComposers(el.querySelector('.composers'), page);
  followChanges(list, ticket.id, page);
  const mark = () => timeline.mark(location.hash.slice(1));
  window.addEventListener('hashchange', mark);
  mark();
  return { ...timeline, ...composers };
}

/** Shows the entries as they come. */
function followEntries(el, view, { me, ticket }) {
  const showFilesOf = filesShownIn(view);
  let entries = null;
  let etag;
  const read = readerOf(ticket);

  async function refresh() {
    const fresh = await followTimeline(ticket.id, { knownEtag: etag });
    if (fresh) show(fresh);
    read(entries.at(-1)?.id ?? 0);
    return Boolean(fresh);
  }

  function show({ answer, etag: tag }) {
    const before = entries;
    entries = answer.results;
    etag = tag;
    keepInPlace(el, () => {
      view.show(entries);
      showWriters(el.querySelector('.writers'), answer.writing);
    });
    if (before) announceNews(before, entries, me);
    for (const entry of entries.filter(({ attachments }) => attachments.length)) {
      showFilesOf(entry, () => refresh().then(() => entries.find(({ id }) => id === entry.id).attachments));
    }
  }

  return {
    refresh,
    mark: view.mark,
    etag: () => etag,
    entries: () => entries,
    lastChange: (name) => entries.findLast(({ changes }) => changes.some(({ field }) => field === name)),
    messageAfter: (id) => entries.findLast((entry) => entry.id > id && isMessage(entry) && entry.author?.id !== me.id),
    /** Whether its requester may still correct it. */
    isUnanswered: ({ status, createdBy }) => createdBy.id === me.id && status === 'New' && !entries.some(({ kind, author }) => kind === 'reply' && author?.isStaff),
  };
}

/** A function that notes an entry as the last that was read, if it is on the screen. */
function readerOf(ticket) {
  let seen = ticket.isUnread ? -1 : 0;
  return (last) => {
    if (last <= seen || document.visibilityState !== 'visible') return;
    const before = seen;
    seen = last;
    markSeen(ticket.id, last).catch(() => {
      seen = before; // the next check tries again
    });
  };
}

/** A function that shows an entry's files, or renews their links. */
function filesShownIn(view) {
  const shown = new Map();
  return async ({ id, attachments }, reload) => {
    if (shown.has(id)) return (await shown.get(id))?.renew(attachments);
    const open = async () => {
      const { showFiles } = await import('./ticket-files.js').catch(throwMissingPart);
      return showFiles(view.files(id), attachments, reload);
    };
    shown.set(id, open().catch(tellMissingPart));
  };
}

function showWriters(el, writing) {
  const names = writing.map(({ username }, index) => html`${index > 0 && ', '}<bdi>${username}</bdi>`);
  render(el, writing.length ? filled((all) => say.writing(all, writing.length === 1), html`${names}`) : '');
}

function announceNews(before, now, me) {
  const known = new Set(before.map(({ id }) => id));
  const news = now.filter(({ id, author }) => !known.has(id) && author?.id !== me.id);
  if (news.length) announce(news.map(({ kind, author }) => say.arrived[kind](author?.username ?? say.someone)).join(' '));
}

/** What is being written, or else read, stays where it is on the screen, whatever comes above it. */
function keepInPlace(el, change) {
  const isOnScreen = (each) => each.getBoundingClientRect().bottom > 0;
  const anchor = document.activeElement?.closest('.composer') ?? [...el.querySelectorAll('.entry')].find(isOnScreen);
  const top = anchor?.getBoundingClientRect().top;
  change();
  if (anchor?.isConnected) window.scrollBy(0, anchor.getBoundingClientRect().top - top);
}

function openComposers(el, page) {
  const [me, { ticket }] = [page.me(), page.known()];
  const isRequester = ticket.createdBy.id === me.id;
  const label = isRequester && !isAdmin(me) ? more.composer.replyToStaff : more.composer.reply(ticket.createdBy.username);
  const composers = mountComposers(el, { label, isStaff: isAdmin(me) });
  const wake = wakeWhenWanted(composers, page);
  const write = (kind) => {
    composers.choose(kind);
    composers.form().elements.body.focus({ preventScroll: true });
    composers.form().scrollIntoView({ block: 'nearest' });
  };
  onKey('r', () => write('reply'));
  if (isAdmin(me)) onKey('n', () => write('note'));
  el.addEventListener('submit', async (event) => {
    event.preventDefault();
    (await wake())?.send(event.target, event.submitter?.value);
  });
  // Single keys are for the page again.
  el.addEventListener('keydown', ({ key, target, isComposing }) => {
    if (key === 'Escape' && target.name === 'body' && !isComposing) page.sheet.querySelector('.sheet-title').focus({ preventScroll: true });
  });
  const isDraft = (kind) => Boolean(readDraft(me.id, `${kind}:${ticket.id}`));
  if (isAdmin(me) && isDraft('note') && !isDraft('reply')) composers.choose('note');
  if (['reply', 'note'].some(isDraft)) wake();
  return { write, showTicket: (fresh) => composers.showTicket(fresh, { isRequester }) };
}

/** Returns a function that loads what writing needs; it is called when somebody begins to write, or brings a file. */
function wakeWhenWanted(composers, page) {
  const early = new AbortController(); // what comes before the file pickers listen
  let writing;
  const wake = () => (writing ??= load());
  async function load() {
    const part = await import('./ticket-composer.js').catch(tellMissingPart);
    if (!part) writing = undefined;
    else early.abort();
    return part?.mountWriting(composers, page);
  }
  const take = async (event) => {
    const { files, types } = event.clipboardData ?? event.dataTransfer;
    const brought = event.type === 'paste' && types.includes('text/plain') ? [] : [...files];
    if (!brought.length) return;
    event.preventDefault();
    (await wake())?.add(brought);
  };
  const { signal } = early;
  composers.el.addEventListener('focusin', wake, { signal });
  for (const name of ['paste', 'drop']) document.addEventListener(name, take, { signal });
  // Otherwise the browser would open the file in place of the page.
  document.addEventListener('dragover', (event) => event.dataTransfer.types.includes('Files') && event.preventDefault(), { signal });
  return wake;
}

function followChanges(list, ticketId, page) {
  const follow = (name) => async ({ detail }) => {
    const changes = await import('./entry-changes.js').catch(tellMissingPart);
    if (await changes?.[name](ticketId, detail.entry)) await page.check();
  };
  list.addEventListener('edit-entry', follow('editOwn'));
  list.addEventListener('remove-entry', follow('removeAny'));
}
