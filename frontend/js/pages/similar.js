// Searches for similar tickets: while a title is typed, so that nobody submits one twice, and for a ticket that is there. Failures
// stay quiet.

import { listTickets } from '../api/ticket-api.js';
import { showSimilarTickets, showTicketsAlike } from '../components/similar-tickets.js';
import { mostSimilar, significantWords } from '../lib/similarity.js';
import { loadStyles } from '../lib/styles.js';
import { debounce } from '../lib/timing.js';

const PAUSE = 350;
const MOST = 3;
const NOTHING = { count: 0, results: [] };

const known = new Map(); // answers by query

/** Shows in `el` the tickets similar to what is typed into `input`. */
export function followTitle(input, el) {
  let asking = new AbortController();
  let lastWords = '';

  async function look() {
    const words = significantWords(input.value);
    if (words.join() === lastWords) return;
    lastWords = words.join();
    asking.abort(); // the last title wins
    asking = new AbortController();
    const { signal } = asking;
    const [alike] = await Promise.all([findSimilar(words, signal), loadStyles('status', 'similar-tickets')]);
    if (!signal.aborted) showSimilarTickets(el, alike);
  }

  const lookSoon = debounce(look, PAUSE);
  input.addEventListener('input', lookSoon);
  lookSoon(); // for a draft, or what was typed before this script was loaded
}

/** Shows in `el` the tickets of everybody that look like `ticket`. */
export async function showAlike(el, ticket) {
  const [alike] = await Promise.all([findSimilar(significantWords(ticket.title), undefined, ticket.id), loadStyles('similar-tickets')]);
  showTicketsAlike(el, alike);
}

async function findSimilar(words, signal, ownId) {
  const answers = await search(words, signal);
  const found = answers.flatMap(({ results }) => results).filter(({ id }) => id !== ownId);
  // The answers to single words come first; without one the word is taken for a rare one.
  const countOf = (word) => answers[words.indexOf(word)].count;
  return mostSimilar(words, found, MOST, countOf);
}

// A search needs all of its words: one search for each of them, which also says how rare it is, and one for all. While a title
// grows, most of them are known already.
function search(words, signal) {
  return Promise.all([...new Set([...words, words.join(' ')])].filter(Boolean).map((query) => find(query, signal)));
}

async function find(query, signal) {
  try {
    if (!known.has(query)) known.set(query, await listTickets(queryOf(query), signal));
    return known.get(query);
  } catch {
    return NOTHING;
  }
}

function queryOf(search) {
  return `?${new URLSearchParams({ search, pageSize: 10 })}`;
}
