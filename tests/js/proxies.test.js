// What is said of an error that a proxy gives in the service's place.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ApiError } from '../../frontend/js/api/transport.js';
import { isStatus, messageOf, signInMessageOf } from '../../frontend/js/pages/problems.js';

const PROXY = /server in front of the ticket service/;
const answer = (status, body, type = 'text/html') => ApiError.from(new Response(body, { status, headers: { 'Content-Type': type } }));
const page = (status) => answer(status, `<html><h1>${status}</h1><center>nginx</center>`);

const PAGES = [
  [413, /too large.*raise its limit/],
  [429, /too many requests/],
  [502, /got no answer from it/],
  [503, /got no answer from it/],
  [504, /got no answer from it/],
  [400, /refused this \(HTTP 400\)/],
  [403, /refused this \(HTTP 403\)/],
  [404, /refused this \(HTTP 404\)/],
  [408, /refused this \(HTTP 408\)/],
  [431, /refused this \(HTTP 431\)/],
];
for (const [status, words] of PAGES) {
  test(`a proxy's page with ${status} is explained`, async () => {
    assert.match(messageOf(await page(status)), words);
    assert.match(messageOf(await page(status)), PROXY);
  });
}

const BODIES = { 'no body': [null], 'plain text': ['Request Entity Too Large', 'text/plain'], JSON: ['{"message":"Too big","errors":{"x":["y"]}}', 'application/json'] };
for (const [name, body] of Object.entries(BODIES)) {
  test(`a proxy's 413 with ${name} is explained as well`, async () => {
    const error = await answer(413, ...body);
    assert.match(messageOf(error), PROXY);
    assert.deepEqual(error.errors, {});
  });
}

test('the service’s own refusal is said in its own words', async () => {
  const error = await answer(413, '{"status":413,"title":"Too Large","detail":"At most 10 MB."}', 'application/problem+json; charset=utf-8');
  assert.equal(messageOf(error), 'At most 10 MB.');
});

test('a proxy’s refusal is not taken for the service’s', async () => {
  assert.equal(isStatus(await page(404), 404), false);
  for (const status of [401, 429, 502]) assert.match(signInMessageOf(await page(status)), PROXY);
});
