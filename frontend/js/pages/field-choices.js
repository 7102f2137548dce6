// Choosing a status, a priority, an assignee or a category by the keys.

import { listCategories } from '../api/category-api.js';
import { findPeople } from '../api/people-api.js';
import { choose, fits } from '../components/chooser.js';
import { priorityMark, statusClass, statusIcon } from '../components/status.js';
import { html } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { PRIORITIES, STATUSES } from '../lib/ticket-fields.js';
import { tools } from '../lib/tool-texts.js';

const FINDERS = {
  status: () => amongFixed(STATUSES, text.status, (status) => html`<span class="chooser-mark ${statusClass(status)}">${statusIcon(status)}</span>`),
  priority: () => amongFixed(PRIORITIES, text.priority, (priority) => priorityMark(priority)),
  assignee: ({ me }) => amongPeople(me),
  category: () => amongCategories(),
};

/**
 * Resolves to the value chosen for `field` of `what` ("#12", "3 tickets"), undefined if none is; a person is {id, username} or null.
 * `current` is the value that it has.
 */
export async function chooseValue(field, { what, me, current }) {
  const find = FINDERS[field]({ me });
  const marked = (option) => ({ ...option, isOn: current !== undefined && isSame(option.value, current) });
  const chosen = await choose({
    title: `${text.ticket.facts[field]} · ${what}`,
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

function amongFixed(values, words, mark) {
  const all = values.map((value, index) => ({ id: value, value, label: words[value], key: String(index + 1), mark: mark(value) }));
  return (typed) => ({ options: all.filter((option) => option.key === typed || fits(option, typed)) });
}

function amongPeople(me) {
  const fixed = [
    { id: 'me', label: tools.chooser.me, detail: me.username, value: { id: me.id, username: me.username } },
    { id: 'nobody', label: tools.chooser.nobody, value: null },
  ];
  const others = async (typed, signal) => {
    const people = await findPeople(typed, { role: 'Admin', signal });
    return people.filter(({ id }) => id !== me.id).map(({ id, username, email }) => ({ id, label: username, detail: email, value: { id, username } }));
  };
  return (typed, signal) => ({ options: fixed.filter((option) => fits(option, typed)), later: others(typed, signal) });
}

function amongCategories() {
  const all = listCategories().then((categories) => categories.map(({ name, description }) => ({ id: name, label: name, detail: description, value: name })));
  return (typed) => ({ options: [], later: all.then((options) => options.filter((option) => fits(option, typed))) });
}
