// Many changes, sent a hundred at a time.

const MOST = 100;

/**
 * `send(batch)` resolves to what became of its changes; `tell(outcomes, done)` hears of each batch. Resolves to {outcomes, error, left}: all
 * of them, what stopped it, if anything did, and how many changes were not sent or failed. An aborted `signal` stops it between two.
 */
export async function sendInBatches(changes, send, { signal, tell }) {
  const outcomes = [];
  for (let done = 0; done < changes.length; done += MOST) {
    if (signal?.aborted) return { outcomes, error: null, left: changes.length - done };
    try {
      const batch = await send(changes.slice(done, done + MOST));
      outcomes.push(...batch);
      tell(batch, Math.min(done + MOST, changes.length));
    } catch (error) {
      return { outcomes, error, left: changes.length - done };
    }
  }
  return { outcomes, error: null, left: 0 };
}

/** Every ticket that `ask(page)` finds, a page of a hundred after the other, up to `most`; as many as are known when `signal` aborts. */
export async function gather(ask, { most, signal, tell }) {
  const found = new Map(); // a ticket may move to the next page meanwhile
  for (let page = 1; found.size < most && !signal?.aborted; page += 1) {
    const { results, next } = await ask(page);
    for (const ticket of results) found.set(ticket.id, ticket);
    tell(Math.min(found.size, most));
    if (!next) break;
  }
  return [...found.values()].slice(0, most);
}
