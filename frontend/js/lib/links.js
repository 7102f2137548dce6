// Addresses: of files, and of our own pages.

const OWN_PAGE = /^(tickets|ticket|submit|reports)(\.html)?(\?[^#]*)?(#.*)?$/;
const LIST = /^tickets(\.html)?(\?[^#]*)?$/;

/** The address if it is a web address, otherwise '#': `javascript:` must not get into an attribute. */
export function webAddress(url) {
  return /^(https?:|blob:)/i.test(url) ? url : '#';
}

/** This page as `next` names it: file name, search and hash. */
export function herePath() {
  return location.pathname.split('/').pop() + location.search + location.hash;
}

/** Where a sign-in leads: one of our own pages, so that a link can't send people elsewhere. */
export function safeNext(next) {
  return next && OWN_PAGE.test(next) ? next : 'tickets.html';
}

/** The address of the list last shown (`list.url`): ours, whatever was stored. */
export function listAddress(list) {
  return LIST.test(list?.url ?? '') ? list.url : 'tickets.html';
}

/** The same, leading to the row of the ticket with that id. */
export function rowAddress(list, id) {
  return `${listAddress(list)}#row-${id}`;
}

/** The id in such an address's hash; undefined in others. */
export function rowIn(hash) {
  return hash.match(/^#row-(\d+)$/)?.[1];
}
