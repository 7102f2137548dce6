// The values that a ticket's fields can have. What they are called is in the messages; a test compares the documents with these.

export const CATEGORIES = ['Technical', 'Financial', 'Product'];

export const RESOLVED = 'Resolved';
export const STATUSES = ['New', 'Under Review', RESOLVED];

/** Who is to speak next about a ticket. */
export const SIDES = ['staff', 'requester'];

export function sideOf(isAdmin) {
  return isAdmin ? 'staff' : 'requester';
}
