// Many changes, a hundred at a time.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gather, sendInBatches } from '../../frontend/js/lib/batches.js';

const numbers = (count, first = 1) => Array.from({ length: count }, (_, index) => ({ id: first + index }));
const whole = { outcomes: numbers(250), error: null, left: 0 };

test('changes are sent in their order, a hundred at a time, and each answer is told of', async () => {
  const told = [];
  const result = await sendInBatches(numbers(250), async (batch) => batch, { tell: (outcomes, done) => told.push([outcomes.length, done]) });
  assert.deepEqual([result, told], [whole, [[100, 100], [100, 200], [50, 250]]]);
});

test('a failure stops it, and what was done before is known', async () => {
  const failure = new Error('gone');
  const send = async (batch) => (batch[0].id > 100 ? Promise.reject(failure) : batch);
  assert.deepEqual(await sendInBatches(numbers(250), send, { tell() {} }), { outcomes: numbers(100), error: failure, left: 150 });
});

test('it is cancelled between two batches', async () => {
  const cancel = new AbortController();
  const result = await sendInBatches(numbers(250), async (batch) => batch, { signal: cancel.signal, tell: () => cancel.abort() });
  assert.deepEqual(result, { outcomes: numbers(100), error: null, left: 150 });
});

test('all that match are gathered page by page, each once, up to so many', async () => {
  // The second page begins with what has moved there from the first.
  const ask = async (page) => ({ results: numbers(100, page === 1 ? 1 : 100 * page - 101), next: page < 20 ? 'http://x' : null });
  const found = await gather(ask, { most: 250, tell() {} });
  assert.deepEqual(found.map(({ id }) => id), numbers(250).map(({ id }) => id));
  assert.equal((await gather(async () => ({ results: numbers(7), next: null }), { most: 250, tell() {} })).length, 7);
});
