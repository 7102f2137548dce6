// The values that a ticket's fields can have. What they are called is in the messages; categories are data.

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

/** The keys that set a field: C is that of new tickets, and L sets labels on other services. */
export const FIELD_KEYS = { s: 'status', p: 'priority', a: 'assignee', l: 'category' };
