// Choosing a field's value by the keys, and what values are called.

import { listCategories } from '../api/category-api.js';
import { findPeople } from '../api/people-api.js';
import { choose, fits } from '../components/chooser.js';
import { priorityMark, statusClass, statusIcon } from '../components/status.js';
import { html } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { more } from '../lib/more-texts.js';
import { FIELDS, kindOf } from '../lib/ticket-fields.js';

const FINDERS = { fixed: amongFixed, people: amongPeople, categories: amongCategories };
const MARKS = {
  status: (status) => html`<span class="chooser-mark ${statusClass(status)}">${statusIcon(status)}</span>`,
  priority: priorityMark,
};

/**
 * Resolves to the value chosen for `field` of `what` ("#12", "3 tickets"), undefined if none is; a person is {id, username} or null.
 * `current` is the value that it has.
 */
export async function chooseValue(field, { what, me, current }) {
  const find = FINDERS[kindOf(field)](field, me);
  const marked = (option) => ({ ...option, isOn: current !== undefined && isSame(option.value, current) });
  const chosen = await choose({
    title: `${text.field[field]} · ${what}`,
    find: (typed, signal) => {
      const { options, later } = find(typed, signal);
      return { options: options.map(marked), later: later?.then((found) => found.map(marked)) };
    },
  });
  return chosen?.value;
}

/** Whether two values of a field are the same one. */
export function isSame(one, other) {
  return (one?.id ?? one) === (other?.id ?? other);
}

/** What a value is called in a sentence. */
export function valueName(field, value) {
  if (kindOf(field) === 'people') return value?.username ?? more.changes.nobody;
  return text[field]?.[value] ?? value;
}

function amongFixed(field) {
  const all = FIELDS[field].values.map((value, index) => ({ id: value, value, label: text[field][value], key: String(index + 1), mark: MARKS[field]?.(value) }));
  return (typed) => ({ options: all.filter((option) => option.key === typed || fits(option, typed)) });
}

function amongPeople(field, me) {
  const fixed = [
    { id: 'me', label: text.assignee.me, detail: me.username, value: { id: me.id, username: me.username } },
    { id: 'nobody', label: text.assignee.none, value: null },
  ];
  const others = async (typed, signal) => {
    const people = await findPeople(typed, { role: FIELDS[field].role, signal });
    return people.filter(({ id }) => id !== me.id).map(({ id, username, email }) => ({ id, label: username, detail: email, value: { id, username } }));
  };
  return (typed, signal) => ({ options: fixed.filter((option) => fits(option, typed)), later: others(typed, signal) });
}

function amongCategories() {
  const all = listCategories().then((categories) => categories.map(({ name, description }) => ({ id: name, label: name, detail: description, value: name })));
  return (typed) => ({ options: [], later: all.then((options) => options.filter((option) => fits(option, typed))) });
}
