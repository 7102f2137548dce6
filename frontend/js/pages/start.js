// What the pages behind the sign-in do first: the session, the account, announcements, the keys.

import { mountAccountButton } from '../components/account-button.js';
import { prepareAnnouncements } from '../lib/announce.js';
import { requireUser, watchSession } from '../staying.js';
import { tellMissingPart, throwMissingPart } from './missing-part.js';
import { openPage } from './opening.js';
import { followShortcuts } from './shortcuts.js';

/** Runs `main(user)`, or goes to the sign-in page. `here` is the page's name. */
export function startPage(here, main) {
  const user = requireUser();
  if (!user) return;
  openPage();
  watchSession(user, () => askAgain(user));
  mountAccount(user);
  prepareAnnouncements();
  followShortcuts(here);
  main(user);
}

function mountAccount(user) {
  const el = document.querySelector('#account');
  el.addEventListener('menu-missing', tellMissingPart);
  mountAccountButton(el, user.username, async () => (await import('./account.js')).mountAccount(el, user));
}

async function askAgain(user) {
  const { askAgain } = await import('./sign-in-again.js').catch(throwMissingPart);
  return askAgain(user);
}
