// The values that a ticket's fields can have. What they are called is in the messages; a test compares the documents with these.

export const CATEGORIES = ['Technical', 'Financial', 'Product'];

export const RESOLVED = 'Resolved';
export const STATUSES = ['New', 'Under Review', RESOLVED];
export const PRIORITIES = ['Urgent', 'High', 'Normal', 'Low'];

/** Who is to speak next about a ticket. */
export const SIDES = ['staff', 'requester'];

export function sideOf(isAdmin) {
  return isAdmin ? 'staff' : 'requester';
}

/** The keys that set a field: C is that of new tickets, and L sets labels on other services. */
export const FIELD_KEYS = { s: 'status', p: 'priority', a: 'assignee', l: 'category' };
