// What the scripts say, in one place; the documents' own words are in the documents.

// The documents are in English: dates and numbers follow the reader's own kind of English.
export const language = navigator.languages?.find((tag) => tag.startsWith('en')) ?? 'en';

const plurals = new Intl.PluralRules(language);

function counted(number, shown, one, other) {
  return `${shown} ${plurals.select(number) === 'one' ? one : other}`;
}

export const text = {
  common: {
    tryAgain: 'Try again',
    cancel: 'Cancel',
    close: 'Close',
  },

  masthead: {
    brand: 'Ticketing',
    navigation: 'Main',
    tickets: 'Tickets',
    submit: 'New ticket',
    signOut: 'Sign out',
    signingOut: 'Signing out…',
    admin: 'Administrator',
  },

  signIn: {
    missing: { username: 'Enter your user name.', password: 'Enter your password.' },
    refused: 'The user name or the password is not right. Check both and try again.',
    tooMany: (wait) => `Too many attempts. Wait ${wait}, then try again.`,
    tooManyAtAll: 'Too many attempts. Wait a few minutes, then try again.',
    signedOut: 'You are signed out.',
    signedOutElsewhere: 'You were signed out in another tab.',
    ended: 'Your sign-in has ended. Sign in again to go on where you were.',
    busy: 'Signing in…',
    seconds: (number) => counted(number, number, 'second', 'seconds'),
    minutes: (number) => counted(number, number, 'minute', 'minutes'),
  },

  submit: {
    missing: {
      title: 'Give the ticket a title.',
      description: 'Describe what happened or what you need.',
      category: 'Choose the category that fits best.',
    },
    restored: 'This is the draft you had not sent yet.',
    discard: 'Start afresh',
    sending: 'Sending your ticket',
    sent: (share) => `${share} sent`,
    finishing: 'Sent. Waiting for the service to confirm…',
    cancelled: 'Not sent. Everything you entered is still here.',
    notSent: 'Your ticket was not sent',
    kept: 'Everything you entered is still here.',
    check: 'Some fields need another look.',
    tooLarge: (size) => `The service may have refused the files for their size: together they are ${size}.`,
    received: 'We have received your ticket. Its status on this page changes as soon as someone works on it.',
  },

  files: {
    label: 'Chosen files',
    added: (names) => `Added ${names}.`,
    removed: (name) => `Removed ${name}.`,
    remove: (name) => `Remove ${name}`,
    tooMany: (most, left) => `A ticket takes up to ${most} files. Not added: ${left}.`,
    empty: (name) => `${name} is empty and was not added.`,
    large: (size, limit) => `Together the files are ${size}. More than ${limit} is usually refused.`,
  },

  list: {
    results: (count, capped) => `${counted(count, count.toLocaleString(language) + (capped ? '+' : ''), 'ticket', 'tickets')}`,
    columns: { title: 'Ticket', category: 'Category', status: 'Status', requester: 'Requester', createdAt: 'Submitted', updatedAt: 'Changed' },
    everyone: 'Everyone’s tickets',
    own: 'Your tickets',
    none: 'No tickets yet',
    noneHint: 'When you need something fixed, paid or improved, submit a ticket. You can follow it here.',
    noneHintAdmin: 'As soon as someone submits a ticket, it appears here.',
    noMatch: 'Nothing matches',
    noMatchHint: 'No ticket has all of these words and filters.',
    clear: 'Clear search and filters',
    noPage: (page) => `There is no page ${page}`,
    noPageHint: 'The list has become shorter, or the address was mistyped.',
    firstPage: 'Go to the first page',
    badQuery: 'This address does not fit the list',
    pages: 'Pages',
    page: (page) => `Page ${page}`,
    pageOf: (page, pages) => `Page ${page} of ${pages}`,
    previous: 'Previous',
    next: 'Next',
  },

  ticket: {
    title: (id, title) => `#${id} ${title}`,
    facts: { status: 'Status', category: 'Category', requester: 'Requester', createdAt: 'Submitted', updatedAt: 'Changed' },
    attachments: (count) => `Attachments (${count})`,
    setStatus: 'Set the status',
    statusSet: (status) => `Status set to ${status}.`,
    notSet: 'The status was not changed.',
    statusNow: (status) => `The status is now ${status}.`,
    changedMeanwhile: (status) => `Someone else changed this ticket meanwhile: it is now ${status}. Your choice was not saved.`,
    missing: 'There is no such ticket',
    missingHint: 'The number may be mistyped, or the ticket belongs to someone else.',
    back: 'All tickets',
  },

  attachment: {
    download: 'Download',
    downloadNamed: (name) => `Download ${name}`,
    enlarge: (name) => `Show ${name} large`,
    noPreview: 'No preview here. Download the file to see it.',
    start: (size) => `The first ${size}. Download the file to read all of it.`,
    preview: (name) => `Preview of ${name}`,
    previous: 'Previous image',
    next: 'Next image',
    position: (index, count) => `${index} of ${count}`,
  },

  failure: {
    unreachable: 'The ticket service can’t be reached',
    tried: 'This page tried',
    running: 'Is the service running? “make run” starts it.',
    origin: (origin) => `Does the service allow this page? Its CORS_ORIGINS must contain ${origin}.`,
    originFirst: (origin) => `Something answers there, but does not allow this page: CORS_ORIGINS must contain ${origin}.`,
    address: 'Is the address right? It comes from js/config.js.',
    overridden: 'Is the address right? It was set in this browser as API_BASE_URL; localStorage.removeItem(\'API_BASE_URL\') returns to the default.',
    broken: 'The service has a problem',
    brokenHint: 'It is not your fault. Try again in a moment; if it stays, tell your administrator.',
    reference: 'Reference',
    refused: 'That did not work',
    forbidden: 'This is for administrators',
    unexpected: 'Something went wrong on this page',
  },
};
