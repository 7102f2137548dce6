// What the pages know of a ticket's fields. Filters, the search box's language, keys, menus and texts go through this table.

export const RESOLVED = 'Resolved';
export const OPEN = ['New', 'Under Review'];
export const STATUSES = [...OPEN, RESOLVED];

/** The most urgent first. */
export const PRIORITIES = ['Urgent', 'High', 'Normal', 'Low'];

/** Who is to speak next about a ticket. */
export const SIDES = ['staff', 'requester'];

export function sideOf(isAdmin) {
  return isAdmin ? 'staff' : 'requester';
}

/**
 * The fields that lists are narrowed by, by their words in the search box, in the order in which they are offered there.
 * - `kind`: "fixed" values, "people" (of a `role`), "categories" or "days" (the API has two parameters, such as `openedFrom` and `openedTo`)
 * - `values`: all that there are, for people those that are no names
 * - `short`: words of the search box for values, where they are others than the value's own
 * - `name`: that of the API, where it is another one
 * - `key`: that with which administrators set the field, of one ticket or of several; it can be undone
 * Their names are among the texts as `field.priority`, and the names of values as `priority.High`.
 */
export const FIELDS = {
  status: { kind: 'fixed', values: STATUSES, short: { 'Under Review': 'review' }, key: 's' },
  priority: { kind: 'fixed', values: PRIORITIES, key: 'p' },
  assignee: { kind: 'people', role: 'Admin', values: ['me', 'none'], key: 'a' },
  // C is the key of new tickets, and L sets labels on other services.
  category: { kind: 'categories', key: 'l' },
  requester: { kind: 'people' },
  waiting: { kind: 'fixed', values: SIDES, name: 'waitingFor' },
  opened: { kind: 'days' },
  resolved: { kind: 'days' },
};

export function kindOf(field) {
  return FIELDS[field]?.kind;
}

/** The words of the fields of a kind. */
export function fieldsOf(kind) {
  return Object.keys(FIELDS).filter((field) => kindOf(field) === kind);
}

/** The fields that can be set, by their keys. */
export const FIELD_KEYS = Object.fromEntries(Object.entries(FIELDS).filter(([, { key }]) => key).map(([field, { key }]) => [key, field]));
export const SETTABLE = Object.values(FIELD_KEYS);

/** What the list shows at once of a ticket that was changed, here or in another tab. */
export function changeable(ticket) {
  return Object.fromEntries(['id', ...SETTABLE, 'updatedAt'].filter((name) => name in ticket).map((name) => [name, ticket[name]]));
}
