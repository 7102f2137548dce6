// Asks for the password again over the page, so that nothing on it is lost.

import { html } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { ask, field } from './dialog.js';

const say = text.signInAgain;

/**
 * `signIn(password)` does it, `messageOf(error)` says what was wrong; `until` is resolved by a sign-in in another tab.
 * Resolves to false for somebody else.
 */
export function askToSignIn(username, { signIn, messageOf, until }) {
  return ask({
    title: say.heading,
    lead: say.lead(username),
    fields: html`
      <input name="username" autocomplete="username" value="${username}" readonly hidden>
      ${field({ name: 'password', label: text.signIn.password, autocomplete: 'current-password' })}`,
    send: text.signIn.submit,
    leave: say.somebodyElse,
    submit: ({ password }) => signIn(password),
    explain: messageOf,
    until,
  });
}
