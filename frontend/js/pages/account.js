// What the account menu offers: another password, signing out here or everywhere.

import { changePassword } from '../api/auth.js';
import { showNotice } from '../components/notice.js';
import { text } from '../lib/messages.js';
import { signOut, signOutEverywhere } from '../session.js';
import { messageOf } from './problem.js';

const say = text.account;

export function followAccountMenu(masthead, user) {
  masthead.addEventListener('sign-out', signOut);
  masthead.addEventListener('sign-out-everywhere', async () => {
    try {
      await signOutEverywhere();
    } catch (error) {
      tell({ tone: 'danger', message: say.notSignedOutEverywhere, lines: [messageOf(error)].filter(Boolean) });
    }
  });
  masthead.addEventListener('change-password', () => askForPassword(user));
}

async function askForPassword(user) {
  // Who never changes the password never loads this.
  const { askForNewPassword } = await import('../components/password-dialog.js');
  if (await askForNewPassword(user.username, changePassword, messageOf)) tell({ tone: 'success', message: say.passwordChanged });
}

function tell(notice) {
  const place = document.querySelector('#notice');
  showNotice(place, notice);
  place.scrollIntoView({ block: 'nearest' });
}
