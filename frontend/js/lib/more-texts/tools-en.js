// English: see tool-texts.js.

import { pluralsIn } from '../locale.js';
import { text } from '../messages/en.js';

const plural = pluralsIn('en');
const { status } = text;

export const tools = {
  account: {
    label: 'Account',
    admin: 'Administrator',
    user: 'User',
    shortcuts: 'Single-key shortcuts',
    shortcutsHelp: 'Keyboard shortcuts',
    backOffice: 'Back office',
    backOfficeNotOpened: 'The back office could not be opened.',
    changePassword: 'Change password',
    signOut: 'Sign out',
    signOutEverywhere: 'Sign out everywhere',
    notSignedOutEverywhere: 'You could not be signed out everywhere. You are still signed in here.',
    passwordLead: 'You stay signed in here, and are signed out everywhere else.',
    current: 'Current password',
    new: 'New password',
    newHint: 'At least 12 characters. A few words are easier to remember than symbols.',
    missing: { current: 'Enter your current password.', new: 'Enter a new password.' },
    passwordChanged: 'Your password was changed. You are signed out everywhere else.',
  },

  signInAgain: {
    heading: 'Your session has ended',
    lead: (name) => `Enter the password for ${name} to continue. Nothing on this page is lost.`,
    somebodyElse: 'Sign in as someone else',
  },

  shortcuts: {
    heading: 'Keyboard shortcuts',
    everywhere: 'Everywhere', tickets: 'Tickets', forms: 'In forms',
    keys: {
      '/': 'Search tickets',
      c: 'New ticket',
      '?': 'Show these shortcuts',
      'Ctrl+K': 'Find an action, a ticket, a person or a view',
      j: 'Next ticket',
      k: 'Previous ticket',
      Enter: 'Open the ticket',
      u: 'Back to the list',
      x: 'Select the ticket',
      r: 'Write a reply',
      n: 'Write an internal note',
      m: 'Assign to me',
      e: 'Resolve',
      'Shift+E': 'Resolve and go on to the next ticket',
      z: 'Undo the last change',
      Esc: 'Clear the selection; leave the text',
      'Ctrl+Enter': 'Send',
      'Ctrl+Shift+Enter': 'Reply and resolve',
    },
    set: (field, choices) => `Set the ${field.toLowerCase()}${choices ? `: 1 to ${choices}` : ''}`,
    singleKeys: 'Single-key shortcuts',
  },

  chooser: { none: 'Nothing fits.', isOn: 'as it is now' },

  palette: {
    title: 'Find',
    hint: 'An action, #12, words, a person, a view…',
    hintOwn: 'An action, #12 or words…',
    actions: 'Actions', tickets: 'Tickets', people: 'People', views: 'Views',
    ticketsOf: (name) => `Tickets of ${name}`,
  },

  selected: {
    selection: 'Selected tickets',
    elsewhere: (count) => plural(count, { one: '# of them is not on this page', other: '# of them are not on this page' }),
    mostSelected: 'No more can be selected at once',
    clearSelection: 'Clear selection',
    selectionLost: 'Nothing is selected any more: the filters have changed.',
    resolve: 'Resolve',
    oneChanged: (id, value) => `#${id} is now ${status[value]}.`,
    severalChanged: (count, value) => plural(count, { one: `# ticket is now ${status[value]}.`, other: `# tickets are now ${status[value]}.` }),
    notChanged: 'Nothing was changed.',
    undo: 'Undo',
    undone: (count) => plural(count, { one: '# ticket is as it was before.', other: '# tickets are as they were before.' }),
    kept: (count) => plural(count, { one: 'Someone else changed # ticket in the meantime, so it was left alone.', other: 'Someone else changed # tickets in the meantime, so they were left alone.' }),
    selectAll: (count) => plural(count, { one: 'Select the # that matches', other: 'Select all # that match' }),
    selectFirst: (count) => plural(count, { one: 'Select the first #', other: 'Select the first #' }),
    gathering: 'Selecting all that match…',
    notGathered: 'Not all that match could be selected.',
    changing: (count) => plural(count, { one: 'Changing # ticket…', other: 'Changing # tickets…' }),
    stopped: (count) => plural(count, { one: '# ticket was left as it is.', other: '# tickets were left as they are.' }),
    refused: (count) => plural(count, { one: '# ticket was not changed:', other: '# tickets were not changed:' }),
    gone: (count) => plural(count, { one: '# ticket is not there any more.', other: '# tickets are not there any more.' }),
    isNow: (what) => `someone else changed it; now ${what}`,
    isGone: 'it is not there any more',
    fieldSet: (tickets, what) => `${tickets}: ${what}.`,
    anyway: 'Change anyway',
    values: { assignee: (field, name) => `assigned to ${name}`, other: (field, value) => `${field.toLowerCase()} ${value}` },
  },
};
