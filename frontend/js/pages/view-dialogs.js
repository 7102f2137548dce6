// Saving the list that is shown as a view; renaming, sharing, updating and deleting a view.

import { changeView, createView, deleteView } from '../api/view-api.js';
import { ask, checkField, textField } from '../components/dialog.js';
import { nameOfView } from '../components/view-tabs.js';
import { showMissing } from '../lib/forms.js';
import { html } from '../lib/html.js';
import { isSameList, keptInView, readQuery } from '../lib/list-query.js';
import { more } from '../lib/more-texts.js';
import { explainFields } from './problems.js';

const say = more.views;
const isComplete = (values, form) => Boolean(values.remove) || !showMissing(form, values, say.missing);

/** Resolves to the new view; to null if it was not saved. */
export async function saveView(query, { forAdmin }) {
  let saved = null;
  await ask({
    title: say.saveHeading,
    lead: say.saveLead,
    fields: [nameField(''), forAdmin && checkField({ name: 'isShared', label: say.shared })],
    send: say.save,
    isComplete,
    submit: async ({ name, isShared }) => {
      saved = await createView({ name, query: keptInView(query), isShared: Boolean(isShared) });
    },
    explain: explainFields,
  });
  return saved;
}

/** Resolves to the changed view, to {} once it is deleted, or to null. `query` is that of the list that is shown. */
export async function editView(view, query, { forAdmin }) {
  const isShown = isSameList(readQuery(view.query, query.pageSize), query);
  let outcome = null;
  await ask({
    title: say.editHeading(nameOfView(view)),
    lead: view.isShared ? say.sharedLead : say.ownLead,
    fields: [
      nameField(nameOfView(view)),
      html`<div>${!isShown && checkField({ name: 'isUpdated', label: say.update })}${forAdmin && checkField({ name: 'isShared', label: say.shared, isChecked: view.isShared })}</div>`,
    ],
    send: say.save,
    also: { name: 'remove', label: say.remove },
    isComplete,
    submit: async (values) => {
      outcome = values.remove ? { toRemove: view } : await changeView(view.id, changesIn(values, view, query, { forAdmin }));
    },
    explain: explainFields,
  });
  return outcome?.toRemove ? removeView(outcome.toRemove) : outcome;
}

// A name that was only translated stays as it is.
function changesIn({ name, isShared, isUpdated }, view, query, { forAdmin }) {
  return {
    ...(name !== nameOfView(view) && { name }),
    ...(isUpdated && { query: keptInView(query) }),
    ...(forAdmin && { isShared: Boolean(isShared) }),
  };
}

async function removeView(view) {
  const isDone = await ask({
    title: say.removeHeading(nameOfView(view)),
    lead: view.isShared ? say.removeSharedLead : say.removeLead,
    send: say.remove,
    submit: () => deleteView(view.id),
    explain: explainFields,
  });
  return isDone ? {} : null;
}

function nameField(value) {
  return textField({ name: 'name', label: say.name, value, rows: 1 });
}
