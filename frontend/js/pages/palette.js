// Finds whatever there is by a few letters: what can be done on this page, tickets and, for administrators, people and views.

import { findPeople } from '../api/people-api.js';
import { listTickets } from '../api/ticket-api.js';
import { listViews } from '../api/view-api.js';
import { choose, fits } from '../components/chooser.js';
import { statusIcon } from '../components/status.js';
import { html } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { boundKeys, runKey } from '../lib/shortcuts.js';
import { unlessAborted } from '../lib/timing.js';
import { keyText, tools } from '../lib/tool-texts.js';

const say = tools.palette;
const MOST_TICKETS = 6;
const MOST_PEOPLE = 5;
const PAUSE = 120;

/** Opens the palette, and does what is chosen there. */
export async function openPalette({ isAdmin }) {
  if (document.querySelector('dialog[open]')) return;
  const views = isAdmin ? listViews().catch(() => []) : Promise.resolve([]);
  const find = (typed, signal) => ({ options: actionsFor(typed), later: othersFor(typed, { views, isAdmin, signal }) });
  const chosen = await choose({ title: say.title, hint: isAdmin ? say.hint : say.hintOwn, find });
  chosen?.run();
}

function actionsFor(typed) {
  const keys = boundKeys().filter((key) => keyText(key) && key !== 'Ctrl+k');
  const actions = keys.map((key) => ({ id: `key-${key}`, label: keyText(key), shortcut: key, run: () => runKey(key) }));
  const all = [...actions, { id: 'tickets', label: text.ticket.back, run: () => location.assign('tickets.html') }];
  return all.filter((each) => fits(each, typed)).map((each) => ({ ...each, group: say.actions }));
}

async function othersFor(typed, { views, isAdmin, signal }) {
  const found = [viewsFor(typed, await views)];
  if (typed) {
    // Not for every letter of a word.
    await unlessAborted(new Promise((resolve) => setTimeout(resolve, PAUSE)), signal);
    const isNumber = /^#\d/.test(typed);
    found.push(...(await Promise.all([ticketsFor(typed, signal), isAdmin && !isNumber ? peopleFor(typed, signal) : []])));
  }
  return found.flat();
}

function viewsFor(typed, views) {
  const options = views.map(({ id, name, query }) => option({ id: `view-${id}`, label: text.list.views?.names[name] ?? name, address: `tickets.html?${query}`, group: say.views }));
  return options.filter((each) => fits(each, typed));
}

async function ticketsFor(typed, signal) {
  const query = new URLSearchParams({ search: typed, pageSize: MOST_TICKETS });
  const { results } = await listTickets(`?${query}`, signal).catch(() => ({ results: [] }));
  // A number is meant as one, even where other tickets name it.
  const number = Number(typed.replace(/^#/, ''));
  const sorted = results.toSorted((a, b) => (b.id === number) - (a.id === number));
  return sorted.map(({ id, title, status }) => option({
    id: `ticket-${id}`,
    mark: html`<span class="chooser-status" title="${text.status[status]}">${statusIcon(status)}</span>`,
    label: `#${id} ${title}`,
    address: `ticket.html?id=${id}`,
    group: say.tickets,
  }));
}

async function peopleFor(typed, signal) {
  const people = await findPeople(typed, { signal }).catch(() => []);
  return people.slice(0, MOST_PEOPLE).map(({ id, username, email }) => option({
    id: `person-${id}`,
    label: say.ticketsOf(username),
    detail: email,
    address: `tickets.html?${new URLSearchParams({ requester: username })}`,
    group: say.people,
  }));
}

function option({ address, ...rest }) {
  return { ...rest, run: () => location.assign(address) };
}
