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
 * What lists are narrowed by, under its word in the search box. The API has it under `name` where that is another one, and days under two
 * names (`openedFrom`, `openedTo`). `values` are all of them, of people (with the `role`) those that are no names; `short` are words for
 * them. What has a `key` is set by it, of one ticket or several, and can be undone. Texts: `field.priority`, `priority.High`.
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
  answered: { kind: 'days' },
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
export function toldOf(ticket) {
  return Object.fromEntries(['id', ...SETTABLE, 'updatedAt'].filter((name) => name in ticket).map((name) => [name, ticket[name]]));
}
