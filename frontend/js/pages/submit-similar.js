// Searches for similar tickets while a title is typed, so that nobody submits one twice. Failures stay quiet.

import { listTickets } from '../api/ticket-api.js';
import { showSimilarTickets } from '../components/similar-tickets.js';
import { mostSimilar, significantWords } from '../lib/similarity.js';
import { loadStyles } from '../lib/styles.js';
import { debounce } from '../lib/timing.js';

const PAUSE = 350;
const MOST = 3;

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
    const [found] = await Promise.all([words.length ? search(words, signal) : [], loadStyles('status', 'similar-tickets')]);
    if (!signal.aborted) showSimilarTickets(el, mostSimilar(words, found, MOST));
  }

  const lookSoon = debounce(look, PAUSE);
  input.addEventListener('input', lookSoon);
  lookSoon(); // for a draft, or what was typed before this script was loaded
}

// A search needs all of its words: one search for all of them, and one for each of the two longest.
async function search(words, signal) {
  const queries = new Set([words.join(' '), ...words.slice(0, 2)]);
  const pages = await Promise.allSettled([...queries].map((words) => listTickets(queryOf(words), signal)));
  return pages.flatMap(({ value }) => value?.results ?? []);
}

function queryOf(search) {
  return `?${new URLSearchParams({ search, pageSize: 10 })}`;
}
