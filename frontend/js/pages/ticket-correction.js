// Correcting a ticket's title, category and description: what two people change at once is shown to the second, who chooses.

import { knownCategories, listCategories } from '../api/category-api.js';
import { correctTicket, getTicket } from '../api/ticket-api.js';
import { ask, choiceField, textField } from '../components/dialog.js';
import { showMissing } from '../lib/forms.js';
import { text } from '../lib/messages.js';
import { more } from '../lib/more-texts.js';
import { explainFields, isStatus } from './problems.js';

const say = more.changes;
const FIELDS = ['title', 'category', 'description'];

/** Resolves to {ticket, etag} as it is then, or null if nothing was changed. */
export async function correctTicketOf({ ticket, etag }) {
  const categories = await categoriesWith(ticket.category);
  let outcome = null; // {fresh}, or {theirs, wanted, both}: the ticket as it is, what was wanted, and the fields that both changed
  const submit = async (values) => {
    outcome = await correct(ticket, etag, changesIn(values, ticket));
  };
  await ask({
    title: say.correctHeading(ticket.id),
    lead: say.correctLead,
    isWide: true,
    fields: [
      textField({ name: 'title', label: text.submit.title, value: ticket.title, rows: 1 }),
      choiceField({ name: 'category', label: text.submit.category, value: ticket.category, choices: categories.map((each) => [each, each]) }),
      textField({ name: 'description', label: text.submit.description, value: ticket.description, rows: 10 }),
    ],
    send: more.conversation.save,
    isComplete: (values, form) => !showMissing(form, values, text.submit.missing),
    submit,
    explain: explainFields,
  });
  return outcome?.both ? resolveConflict(outcome) : (outcome?.fresh ?? null);
}

/** Their names, also of the ticket's own, which may be archived. */
async function categoriesWith(own) {
  const categories = await listCategories().catch(knownCategories); // what can't be saved either is said then
  return [...new Set([...categories.map(({ name }) => name), own])];
}

/** The fields whose values differ from those of `ticket`. */
function changesIn(values, ticket) {
  // A form's lines end in CR LF.
  const plain = Object.fromEntries(FIELDS.map((name) => [name, values[name].replaceAll('\r\n', '\n')]));
  return differing(plain, ticket);
}

function differing(mine, theirs) {
  return Object.fromEntries(Object.entries(mine).filter(([name, value]) => value !== theirs[name]));
}

/** What somebody else changed in other fields, or said meanwhile, is no conflict. */
async function correct(base, etag, mine) {
  if (!Object.keys(mine).length) return { fresh: { ticket: base, etag } };
  try {
    return { fresh: await correctTicket(base.id, mine, etag) };
  } catch (error) {
    if (!isStatus(error, 412)) throw error;
  }
  const theirs = await getTicket(base.id);
  const wanted = differing(mine, theirs.ticket);
  const both = Object.keys(wanted).filter((name) => theirs.ticket[name] !== base[name]);
  return both.length ? { theirs, wanted, both } : correct(theirs.ticket, theirs.etag, wanted);
}

async function resolveConflict({ theirs, wanted, both }) {
  let outcome = { fresh: theirs };
  const sides = (name) => [['mine', wanted[name], say.yours], ['theirs', theirs.ticket[name], say.theirs]];
  await ask({
    title: say.conflictHeading,
    lead: say.conflictLead,
    isWide: true,
    fields: both.map((name) => choiceField({ name, label: text.submit[name], value: 'mine', choices: sides(name) })),
    send: more.conversation.save,
    submit: async (chosen) => {
      const rest = Object.fromEntries(Object.entries(wanted).filter(([name]) => chosen[name] !== 'theirs'));
      outcome = await correct(theirs.ticket, theirs.etag, rest);
    },
    explain: explainFields,
  });
  return outcome.both ? resolveConflict(outcome) : outcome.fresh;
}
