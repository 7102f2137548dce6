// Categories and people for the list's filters: what their menus offer, and which names are meant. Loaded when a filter is wanted.

import { knownCategories, listCategories } from '../api/category-api.js';
import { findPeople } from '../api/people-api.js';
import { mountFilterMenus } from '../components/filter-menus.js';
import { FIELDS, fieldsOf } from '../lib/ticket-fields.js';

const running = {}; // what is asked for each key, of which the last one counts

export function mountListNames(form, { forAdmin }) {
  form.addEventListener('names-wanted', async ({ detail: { name, text } }) => {
    const names = await namesLike(name, text).catch(() => []);
    menus.offer(name, names);
  });
  const menus = mountFilterMenus(form);
  const offer = (categories) => menus.offer('category', categories.map(({ name }) => name));
  offer(knownCategories());
  listCategories({ isBackground: true }).then(offer, () => {}); // the list says what is wrong
  return { categoryNames, namesLike, withWholeNames: (changes) => (forAdmin ? withWholeNames(changes) : changes), show: menus.show };
}

/** The names that there are; null as long as they are not known. */
function categoryNames() {
  const names = knownCategories().map(({ name }) => name);
  return names.length ? names : null;
}

/** Names of people who can be a requester or an assignee. */
async function namesLike(key, text) {
  running[key]?.abort();
  running[key] = new AbortController();
  const people = await findPeople(text, { role: FIELDS[key].role, signal: running[key].signal });
  return people.map(({ username }) => username);
}

/** The same changes with whole names where people typed parts of one. A part may be in the list's query, too, from while it was typed. */
async function withWholeNames(changes) {
  const names = fieldsOf('people').filter((key) => changes[key]);
  const whole = await Promise.all(names.map((key) => Promise.all(changes[key].map((name) => wholeName(key, name)))));
  return { ...changes, ...Object.fromEntries(names.map((key, index) => [key, [...new Set(whole[index])]])) };
}

/** The name that is meant: the one typed if somebody has it, or the first that contains it; a number may be an id. */
async function wholeName(key, typed) {
  if (FIELDS[key].values?.includes(typed)) return typed;
  const people = await findPeople(typed, { role: FIELDS[key].role }).catch(() => []);
  const isTyped = ({ username }) => username.toLowerCase() === typed.toLowerCase();
  const found = people.find(isTyped) ?? (/^\d+$/.test(typed) ? undefined : people[0]);
  return found?.username ?? typed;
}
