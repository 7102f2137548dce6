// Administrators find a requester by a part of the name.

import { findPeople } from '../api/people-api.js';

let running = new AbortController();

/** Calls `offer(names)` with those that contain the text; the last one asked for wins. */
export async function suggest(text, offer) {
  running.abort();
  running = new AbortController();
  const people = await findPeople(text, { signal: running.signal }).catch(() => []);
  offer(people.map(({ username }) => username));
}

/** The name that is meant: the one typed if somebody has it, or the first that contains it; a number may be an id. */
export async function completed(text) {
  const people = await findPeople(text).catch(() => []);
  const isTyped = ({ username }) => username.toLowerCase() === text.toLowerCase();
  const found = people.find(isTyped) ?? (/^\d+$/.test(text) ? undefined : people[0]);
  return found?.username ?? text;
}
