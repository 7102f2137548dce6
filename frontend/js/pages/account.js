// The account menu and what it does: the back office, changing the password, signing out here or everywhere. Loaded at the first use.

import { backOfficeLink, changePassword } from '../api/account-api.js';
import { mountAccountMenu } from '../components/account-menu.js';
import { ask, passwordField, usernameField } from '../components/dialog.js';
import { showMissing } from '../lib/forms.js';
import { language } from '../lib/locale.js';
import { loadStyles } from '../lib/styles.js';
import { tools } from '../lib/tool-texts.js';
import { isAdmin } from '../session.js';
import { explainFields, messageOf, showPageNotice } from './problems.js';
import { signOut, signOutEverywhere } from './start.js';

const say = tools.account;

/** Adds the menu to `el`, and returns it. */
export async function mountAccount(el, user) {
  await loadStyles('dialog', 'preferences');
  el.addEventListener('sign-out', signOut);
  el.addEventListener('sign-out-everywhere', leaveEverywhere);
  el.addEventListener('open-back-office', openBackOffice);
  el.addEventListener('change-password', () => askForPassword(user));
  return mountAccountMenu(el, { user, isAdmin: isAdmin(user) });
}

// In the reader's language and appearance, which it keeps from then on.
async function openBackOffice() {
  try {
    const address = new URL(await backOfficeLink());
    address.searchParams.set('language', language);
    address.searchParams.set('theme', document.documentElement.dataset.theme ?? 'system');
    // The service trusts a link that these pages led to, which it knows by their origin, whatever their server keeps secret.
    Object.assign(document.createElement('a'), { href: address, referrerPolicy: 'origin' }).click();
  } catch (error) {
    tellFailure(say.backOfficeNotOpened, error);
  }
}

async function leaveEverywhere() {
  try {
    await signOutEverywhere();
  } catch (error) {
    tellFailure(say.notSignedOutEverywhere, error);
  }
}

function tellFailure(message, error) {
  showPageNotice({ tone: 'danger', message, lines: [messageOf(error)].filter(Boolean) });
}

async function askForPassword({ username }) {
  const isChanged = await ask({
    title: say.changePassword,
    lead: say.passwordLead,
    fields: [
      usernameField(username),
      passwordField({ name: 'current', label: say.current, autocomplete: 'current-password' }),
      passwordField({ name: 'new', label: say.new, hint: say.newHint, autocomplete: 'new-password' }),
    ],
    send: say.changePassword,
    isComplete: (values, form) => !showMissing(form, values, say.missing),
    submit: ({ current, new: wanted }) => changePassword(current, wanted),
    explain: explainFields,
  });
  if (isChanged) showPageNotice({ tone: 'success', message: say.passwordChanged });
}
