// The documents: what they name exists, what they share is the same in each, and the first paint waits for no chain of sheets.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const FRONTEND = new URL('../../frontend/', import.meta.url);
const read = (path) => readFileSync(new URL(path, FRONTEND), 'utf8');
// chat.html is no page, but what a page frames.
const documents = readdirSync(FRONTEND).filter((name) => name.endsWith('.html') && name !== 'chat.html');
const sheets = readdirSync(new URL('css/', FRONTEND), { recursive: true }).filter((name) => name.endsWith('.css'));
const scripts = readdirSync(new URL('js/', FRONTEND), { recursive: true }).filter((name) => name.endsWith('.js'));
const rules = (sheet) => read(`css/${sheet}`).replace(/\/\*.*?\*\//gs, '');

for (const name of documents) {
  test(`${name} names files that exist`, () => {
    const named = [...read(name).matchAll(/<(?:link|script)[^>]* (?:href|src)="\/?([^"]+)"/g)].map(([, path]) => path);
    assert.ok(named.length > 5);
    assert.deepEqual(named.filter((path) => !existsSync(new URL(path, FRONTEND))), []);
  });

  test(`${name} preloads the script at its end`, () => {
    const [, script] = read(name).match(/<script type="module" src="([^"]+)"><\/script>\n<\/body>/);
    assert.ok(read(name).includes(`<link rel="modulepreload" href="${script}">`));
  });

  test(`${name} loads at most 35 modules`, () => {
    const [, script] = read(name).match(/<script type="module" src="\/?([^"]+)"/);
    assert.ok(modulesOf(new URL(script, FRONTEND)).size <= 35);
  });
}

function modulesOf(url, found = new Set()) {
  found.add(url.href);
  for (const [, path] of readFileSync(url, 'utf8').matchAll(/^import .* from '([^']+)';$/gm)) {
    const imported = new URL(path, url);
    if (!found.has(imported.href)) modulesOf(imported, found);
  }
  return found;
}

const policyOf = (name) => read(name).match(/Content-Security-Policy" content="([^"]+)"/)[1];
// 404.html is shown at any address, so it names everything from the root.
const mastheadOf = (name) => read(name).match(/<header class="masthead">.*?<\/header>/s)[0].replaceAll(/ aria-current="page"|(?<=href=")\//g, '');
const withoutAccount = (masthead) => masthead.replaceAll(/\s*<nav.*?<\/nav>|\s*<div id="account".*?<\/div>/gs, '');

test('every document has the same policy and masthead; only behind the sign-in it has the navigation and the account', () => {
  const mastheads = documents.map(mastheadOf);
  assert.equal(documents.length, 6);
  assert.equal(new Set(documents.map(policyOf)).size, 1);
  assert.equal(new Set(mastheads.map(withoutAccount)).size, 1);
  assert.equal(new Set(mastheads.filter((each) => each.includes('id="account"'))).size, 1);
});

test('no two scripts have the same name', () => {
  const names = scripts.map((path) => path.split('/').pop());
  assert.deepEqual(names.filter((name, index) => names.indexOf(name) !== index), []);
});

test('the sheets that scripts load exist', () => {
  const calls = scripts.flatMap((path) => [...read(`js/${path}`).matchAll(/loadStyles\(('.*?')\)/g)]);
  const named = calls.flatMap(([, names]) => names.split(', ').map((name) => `${name.replaceAll("'", '')}.css`));
  assert.ok(named.length > 5);
  assert.deepEqual(named.filter((name) => !sheets.includes(name)), []);
});

test('what people print has a sheet for paper', () => {
  for (const name of ['tickets.html', 'ticket.html', 'submit.html']) assert.ok(read(name).includes('<link rel="stylesheet" href="css/print.css" media="print">'), name);
});

test('no style sheet imports another, and every rule is in a layer', () => {
  const loose = (sheet) => rules(sheet).replace(/^@layer \w+ \{$.*?^\}$|^@layer [^{]+;$/gms, '').trim();
  assert.ok(sheets.length > 10);
  assert.deepEqual(sheets.map(loose).filter(Boolean), []);
});
