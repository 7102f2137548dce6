// The search box's text in its language: what it means, what of it is not understood, and what the list's query is in it.

import { contextAt, isForNames, nameOption, optionsFor, withoutUnfinished } from '../lib/completions.js';
import { filled } from '../lib/filled.js';
import { html, render } from '../lib/html.js';
import { onlyFilters } from '../lib/list-query.js';
import { more } from '../lib/more-texts.js';
import { fixedValues, parse, valueAs, wordFor, write } from '../lib/query-language.js';
import { loadStyles } from '../lib/styles.js';
import { kindOf } from '../lib/ticket-fields.js';
import { debounce } from '../lib/timing.js';
import { mountCompletion } from './completion.js';

const TYPING_PAUSE = 250;
const say = more.query;

/**
 * `tell(filters, {isTyping})` is called with all filters that the text means. `names`: {categoryNames(), which are null as long as they are
 * not known, and namesLike(key, text), which resolves to those of people}, or null.
 */
export async function mountQueryBox(input, problems, { isAdmin, names, tell }) {
  await loadStyles('query-box');
  let isTyping = false;
  let shown = []; // categories of the list that is shown, which may be archived
  let told = null; // the filters that were told or shown last
  const categories = () => {
    const known = names?.categoryNames();
    return known ? [...known, ...shown] : null;
  };
  const understood = () => parse(input.value, { categories: categories() });
  const send = (typed, options) => {
    const { query, problems: found } = parse(typed, { categories: categories() });
    isTyping = false;
    told = JSON.stringify(query);
    showProblems(problems, found);
    tell(query, options);
  };
  const finish = () => send(input.value, { isTyping: false });
  const sendSoon = debounce(() => isTyping && send(withoutUnfinished(input.value, input.selectionStart), { isTyping: true }), TYPING_PAUSE);
  const onTyping = () => {
    isTyping = true;
    sendSoon();
  };
  const completion = mountCompletion(input, {
    label: say.offers,
    onTaken: (isWhole) => (isWhole ? finish() : onTyping()),
    offersAt: (caret) => offersFor(contextAt(input.value, caret), { isAdmin, categories: categories() ?? [], namesLike: names?.namesLike }),
  });
  input.addEventListener('input', onTyping);
  input.addEventListener('blur', () => JSON.stringify(understood().query) !== told && finish());
  return {
    finish,
    /** Leaves the text as it is if it says the same, or is being typed: that is newer. */
    show(query) {
      const filters = JSON.stringify(onlyFilters(query));
      if (isTyping || filters === told) return;
      shown = query.category;
      if (filters !== JSON.stringify(understood().query)) {
        input.value = write(query);
        completion.close();
      }
      told = filters;
      showProblems(problems, understood().problems);
    },
  };
}

/** {options, more}: what is offered at once, and what may come later; null for nothing. */
function offersFor(context, { isAdmin, categories, namesLike }) {
  const today = new Date().toLocaleDateString('sv'); // Swedish days are written as ours
  const options = optionsFor(context, { isAdmin, categories, today }).map((option) => ({ ...option, hint: say.days[option.hint] ?? option.hint }));
  const isLater = namesLike && isForNames(context, isAdmin);
  const later = async () => (await namesLike(context.key, context.partial)).map((name) => nameOption(context.key, name));
  return context && { ...context, options, later: isLater ? later : null };
}

function showProblems(el, found) {
  render(el, found.map(({ token, key, is }) => html`<p>${filled(sentence(key, is), html`<mark dir="auto">${token}</mark>`)}</p>`));
  el.hidden = !found.length;
}

/** A function of the token. */
function sentence(key, is) {
  if (is === 'phrase') return say.tooManyPhrases;
  if (is === 'key') return (token) => say.noKey(token, key);
  if (kindOf(key) === 'days') return say.noDays;
  if (kindOf(key) === 'categories') return say.noCategory;
  const values = fixedValues(key).map((value) => valueAs(key, value));
  return (token) => (values.length ? say.noValue(token, wordFor(key), values.join(', ')) : say.nothing(token));
}
