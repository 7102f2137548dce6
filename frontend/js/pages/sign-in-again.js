// Asks for the password over the page when the login ends, so that nothing on the page is lost.

import { ask, passwordField, usernameField } from '../components/dialog.js';
import { text } from '../lib/messages.js';
import { tools } from '../lib/tool-texts.js';
import { currentUser, signIn } from '../session.js';
import { signInMessageOf } from './problems.js';

const say = tools.signInAgain;

/** Resolves to whether `user` signed in again, here or in another tab; to false for "someone else". */
export async function askAgain(user) {
  const asking = new AbortController();
  const until = new Promise((resolve) => {
    const follow = () => currentUser()?.id === user.id && resolve();
    window.addEventListener('storage', follow, { signal: asking.signal });
  });
  const isSignedIn = await ask({
    title: say.heading,
    lead: say.lead(user.username),
    fields: [usernameField(user.username), passwordField({ name: 'password', label: text.signIn.password, autocomplete: 'current-password' })],
    send: text.signIn.submit,
    leave: say.somebodyElse,
    submit: ({ password }) => signIn(user.username, password),
    explain: signInMessageOf,
    until,
  });
  asking.abort();
  return isSignedIn;
}
