// Where a sign-in leads: back to the page one came for.

const OWN_PAGE = /^(tickets|ticket|submit)(\.html)?(\?[^#]*)?(#.*)?$/;

/** This page as `next` names it: file name, search and hash. */
export function herePath() {
  return location.pathname.split('/').pop() + location.search + location.hash;
}

/** Only our own pages are taken, so that a link cannot send people elsewhere after they signed in. */
export function safeNext(next) {
  return next && OWN_PAGE.test(next) ? next : 'tickets.html';
}
