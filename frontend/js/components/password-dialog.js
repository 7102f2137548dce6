// The dialog for another password.

import { html } from '../lib/html.js';
import { text } from '../lib/messages.js';
import { ask, field } from './dialog.js';

const say = text.account;

/** `change(current, new)` does it, `messageOf(error)` says what was wrong; resolves to whether it was done. */
export function askForNewPassword(username, change, messageOf) {
  return ask({
    title: say.changePassword,
    lead: say.passwordLead,
    fields: html`
      <input name="username" autocomplete="username" value="${username}" readonly hidden>
      ${field({ name: 'current', label: say.current, autocomplete: 'current-password' })}
      ${field({ name: 'new', label: say.new, hint: say.newHint, autocomplete: 'new-password' })}`,
    send: say.changePassword,
    submit: ({ current, new: wanted }) => {
      const missing = { ...(!current && { current: [say.missing.current] }), ...(!wanted && { new: [say.missing.new] }) };
      if (Object.keys(missing).length) throw new Missing(missing);
      return change(current, wanted);
    },
    explain: (error) => (Object.keys(error.errors ?? {}).length ? error.errors : messageOf(error)),
  });
}

class Missing extends Error {
  constructor(errors) {
    super();
    this.errors = errors;
  }
}
