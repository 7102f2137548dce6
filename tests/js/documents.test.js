// What the documents name is there, and nothing that the first paint waits for comes in a chain.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const FRONTEND = new URL('../../frontend/', import.meta.url);
const read = (path) => readFileSync(new URL(path, FRONTEND), 'utf8');
const sheets = readdirSync(new URL('css/', FRONTEND), { recursive: true }).filter((name) => name.endsWith('.css'));
const rules = (sheet) => read(`css/${sheet}`).replace(/\/\*.*?\*\//gs, '');

for (const name of readdirSync(FRONTEND).filter((name) => name.endsWith('.html'))) {
  test(`${name} names files that are there`, () => {
    const named = [...read(name).matchAll(/<(?:link|script)[^>]* (?:href|src)="\/?([^"]+)"/g)].map(([, path]) => path);
    assert.ok(named.length > 5);
    assert.deepEqual(named.filter((path) => !existsSync(new URL(path, FRONTEND))), []);
  });

  test(`${name} asks early for the script that it runs after its last word`, () => {
    const [, script] = read(name).match(/<script type="module" src="([^"]+)"><\/script>\n<\/body>/);
    assert.ok(read(name).includes(`<link rel="modulepreload" href="${script}">`));
  });
}

test('no style sheet imports another', () => {
  assert.ok(sheets.length > 10);
  assert.deepEqual(sheets.filter((sheet) => rules(sheet).includes('@import')), []);
});

test('every rule is in a layer', () => {
  const loose = (sheet) => rules(sheet).replace(/^@layer \w+ \{$.*?^\}$|^@layer [^{]+;$/gms, '').trim();
  assert.deepEqual(sheets.map(loose).filter(Boolean), []);
});
