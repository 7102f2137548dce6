// The account menu and what it offers: another password, signing out here or everywhere. Loaded with the first reach for it.

import { changePassword } from '../api/account.js';
import { mountAccountMenu } from '../components/account-menu.js';
import { showNotice } from '../components/notice.js';
import { signOut, signOutEverywhere } from '../leaving.js';
import { text } from '../lib/messages.js';
import { loadStyles } from '../lib/styles.js';
import { isAdmin } from '../session.js';
import { tellMissingPart } from './missing-part.js';
import { messageOf } from './problem.js';

const say = text.account;

/** Adds the menu to `el`, and returns it. */
export async function mountAccount(el, user) {
  await loadStyles('dialogs', 'preferences');
  el.addEventListener('sign-out', signOut);
  el.addEventListener('sign-out-everywhere', leaveEverywhere);
  el.addEventListener('change-password', () => askForPassword(user));
  return mountAccountMenu(el, { user, isAdmin: isAdmin(user) });
}

async function leaveEverywhere() {
  try {
    await signOutEverywhere();
  } catch (error) {
    tell({ tone: 'danger', message: say.notSignedOutEverywhere, lines: [messageOf(error)].filter(Boolean) });
  }
}

async function askForPassword(user) {
  // Who never changes the password never loads this.
  const dialog = await import('../components/password-dialog.js').catch(tellMissingPart);
  if (await dialog?.askForNewPassword(user.username, changePassword, messageOf)) tell({ tone: 'success', message: say.passwordChanged });
}

function tell(notice) {
  const place = document.querySelector('#notice');
  showNotice(place, notice);
  place.scrollIntoView({ block: 'nearest' });
}
