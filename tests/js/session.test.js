// The tokens, which all tabs share.

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
const { refreshedAccess } = await import('../../frontend/js/api/token-refresh.js');

function answerAfter(meanwhile) {
  globalThis.fetch = async () => {
    meanwhile();
    return Response.json({ access: 'refreshed', refresh: 'next' });
  };
}

test('a proxy that refuses a refresh ends no login', async () => {
  for (const status of [401, 403, 404, 413]) {
    stored.set('access', 'spent').set('refresh', 'good');
    globalThis.fetch = async () => new Response('<h1>No</h1>', { status, headers: { 'Content-Type': 'text/html' } });
    await assert.rejects(refreshedAccess('spent', { isBackground: true }), { status, isForeign: true });
    assert.equal(stored.get('refresh'), 'good');
  }
});

test('a refresh stores the new pair', async () => {
  stored.set('access', 'spent').set('refresh', 'good');
  answerAfter(() => {});
  assert.equal(await refreshedAccess('spent'), 'refreshed');
  assert.deepEqual(Object.fromEntries(stored), { access: 'refreshed', refresh: 'next' });
});

test('a sign-in in another tab during a refresh is not overwritten by its answer', async () => {
  stored.set('access', 'spent').set('refresh', 'good');
  answerAfter(() => stored.set('access', 'theirs').set('refresh', 'theirs too'));
  assert.equal(await refreshedAccess('spent'), 'theirs');
  assert.deepEqual(Object.fromEntries(stored), { access: 'theirs', refresh: 'theirs too' });
});

test('a sign-out in another tab during a refresh is not undone by its answer', async () => {
  stored.set('access', 'spent').set('refresh', 'good');
  answerAfter(() => stored.clear());
  await assert.rejects(refreshedAccess('spent', { isBackground: true }));
  assert.equal(stored.size, 0);
});
