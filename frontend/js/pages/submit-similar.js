// Looks for tickets like the one being written, so that nobody files twice. Never in the way: what fails is quiet.

import { listTickets } from '../api/tickets.js';
import { showSimilarTickets } from '../components/similar-tickets.js';
import { mostAlike, significantWords } from '../lib/likeness.js';
import { loadStyles } from '../lib/styles.js';
import { debounce } from '../lib/timing.js';

const PAUSE = 350;
const MOST = 3;

/** Follows what is typed into `input` and shows in `el` what looks like it. */
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
    const [found] = await Promise.all([words.length ? search(words, signal) : [], loadStyles('marks', 'similar')]);
    if (!signal.aborted) showSimilarTickets(el, mostAlike(words, found, MOST));
  }

  const lookSoon = debounce(look, PAUSE);
  input.addEventListener('input', lookSoon);
  lookSoon(); // a draft, or the letters that brought this script here
}

// A search wants all of its words: one for all of them, and one each for the two that tell most.
async function search(words, signal) {
  const queries = new Set([words.join(' '), ...words.slice(0, 2)]);
  const pages = await Promise.allSettled([...queries].map((words) => listTickets(queryOf(words), signal)));
  return pages.flatMap(({ value }) => value?.results ?? []);
}

function queryOf(search) {
  return `?${new URLSearchParams({ search, pageSize: 10 })}`;
}
