// What every page does first: the bar at the top, the session, announcements, the chat.

import { loadChat } from '../chat.js';
import { mountMasthead } from '../components/masthead.js';
import { showNotice } from '../components/notice.js';
import { mountSlowLine } from '../components/slow-line.js';
import { prepareAnnouncements } from '../lib/announce.js';
import { keepTimesFresh } from '../lib/dates.js';
import { takeFlash } from '../lib/flash.js';
import { translateDocument } from '../lib/translate.js';
import { isAdmin, requireUser, watchSession } from '../session.js';
import { followAccountMenu } from './account.js';
import { followShortcuts } from './shortcuts.js';
import { askAgain } from './sign-in-again.js';

/** For pages behind the sign-in: runs `main(user)`, or goes to the sign-in page. */
export function startPage(here, main) {
  const user = requireUser();
  if (!user) return;
  start(here, user);
  watchSession(user, () => askAgain(user));
  keepTimesFresh();
  followShortcuts(here);
  main(user);
}

export function startSignedOutPage(main) {
  start('sign-in', null);
  main();
}

function start(here, user) {
  translateDocument();
  const masthead = document.querySelector('#masthead');
  mountMasthead(masthead, { user, isAdmin: user && isAdmin(user), here });
  if (user) followAccountMenu(masthead, user);
  prepareAnnouncements();
  mountSlowLine();
  const flash = takeFlash();
  if (flash) showNotice(document.querySelector('#notice'), flash);
  loadChat();
}
