// The session as all tabs share it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

const stored = new Map();
Object.defineProperty(globalThis, 'localStorage', {
  value: {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => stored.set(key, value),
    removeItem: (key) => stored.delete(key),
  },
});
globalThis.navigator ??= {}; // there from Node.js 21 on
const { renewedAccess } = await import('../../frontend/js/api/renewal.js');

function answerAfter(meanwhile) {
  globalThis.fetch = async () => {
    meanwhile();
    return Response.json({ access: 'renewed', refresh: 'next' });
  };
}

test('a renewal keeps the new pair', async () => {
  stored.set('access', 'spent').set('refresh', 'good');
  answerAfter(() => {});
  assert.equal(await renewedAccess('spent'), 'renewed');
  assert.deepEqual(Object.fromEntries(stored), { access: 'renewed', refresh: 'next' });
});

test('a sign-in in another tab during a renewal is not overwritten by its answer', async () => {
  stored.set('access', 'spent').set('refresh', 'good');
  answerAfter(() => stored.set('access', 'theirs').set('refresh', 'theirs too'));
  assert.equal(await renewedAccess('spent'), 'theirs');
  assert.deepEqual(Object.fromEntries(stored), { access: 'theirs', refresh: 'theirs too' });
});

test('a sign-out in another tab during a renewal is not undone by its answer', async () => {
  stored.set('access', 'spent').set('refresh', 'good');
  answerAfter(() => stored.clear());
  await assert.rejects(renewedAccess('spent', { isAside: true }));
  assert.equal(stored.size, 0);
});
