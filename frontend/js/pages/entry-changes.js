// Editing one's own entry of a timeline, and removing one. Each resolves to whether it was done.

import { editEntry, removeEntry } from '../api/conversation-api.js';
import { ask, textField } from '../components/dialog.js';
import { showMissing } from '../lib/forms.js';
import { more } from '../lib/more-texts.js';
import { explainFields, messageOf } from './problems.js';

const say = more.conversation;

export function editOwn(ticketId, { id, body }) {
  return ask({
    title: say.editHeading,
    lead: say.editLead,
    isWide: true,
    fields: textField({ name: 'body', label: say.text, value: body }),
    send: say.save,
    isComplete: (values, form) => !showMissing(form, values, say.missing),
    submit: ({ body: wanted }) => editEntry(ticketId, id, wanted),
    explain: explainFields,
  });
}

export function removeAny(ticketId, { id, author }) {
  return ask({ title: say.removeHeading(author.username), lead: say.removeLead, send: say.remove, submit: () => removeEntry(ticketId, id), explain: messageOf });
}
