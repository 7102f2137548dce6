// Every language says the same things, and the documents say what English does.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

import { FIELDS, kindOf, PRIORITIES, SETTABLE, STATUSES } from '../../frontend/js/lib/ticket-fields.js';

const FRONTEND = new URL('../../frontend/', import.meta.url);
const languages = readdirSync(new URL('js/lib/messages/', FRONTEND)).map((name) => name.replace('.js', ''));
const partOf = (path) => import(new URL(`js/lib/${path}`, FRONTEND));
const textIn = async (language) => {
  const [{ text }, { more }, { tools }, { words }] = await Promise.all([`messages/${language}`, `more-texts/more-${language}`, `more-texts/tools-${language}`, `more-texts/reports-${language}`].map((name) => partOf(`${name}.js`)));
  return { ...text, ...more, ...tools, ...words };
};
const read = (path) => readFileSync(new URL(path, FRONTEND), 'utf8');
const english = await textIn('en');

/** [["submit.title", "Title"], …] with functions for texts that take values. */
function entries(text, path = '') {
  return Object.entries(text).flatMap(([key, value]) =>
    typeof value === 'object' ? entries(value, `${path}${key}.`) : [[path + key, value]],
  );
}

/** What a text makes of its values; a name of a status is taken where one is looked up, a number where one is counted. */
function said(message, values) {
  return typeof message === 'function' ? message(...values) : message;
}

for (const language of languages) {
  const texts = new Map(entries(await textIn(language)));

  test(`${language} has the same texts as English, all of them written`, () => {
    assert.deepEqual([...texts.keys()], entries(english).map(([path]) => path));
    assert.deepEqual(Object.keys(english.status), STATUSES);
    assert.deepEqual(Object.keys(english.priority).sort(), [...PRIORITIES].sort());
    assert.deepEqual(SETTABLE.filter((field) => !texts.has(`field.${field}`) || (kindOf(field) === 'fixed' && !FIELDS[field].values.every((value) => texts.has(`${field}.${value}`)))), []);
    for (const [path, message] of texts) assert.ok(said(message, ['New', 2]), path);
  });

  test(`${language} takes the same values as English, and says each`, () => {
    for (const [path, message] of entries(english)) {
      assert.equal(typeof texts.get(path), typeof message, path);
      assert.equal(texts.get(path).length > 0, message.length > 0, path);
      if (typeof message !== 'function') continue;
      assert.equal(texts.get(path).length, message.length, path);
      const values = ['⟨1⟩', '⟨2⟩', '⟨3⟩'].slice(0, message.length);
      const named = (sentence) => values.filter((value) => sentence.includes(value));
      assert.deepEqual(named(said(texts.get(path), values)), named(said(message, values)), path);
    }
  });
}

test('the languages that are offered are those that have a file', () => {
  const document = {
    documentElement: { dataset: {}, toggleAttribute() {} },
    currentScript: { src: 'https://pages.example/js/early.js' },
    createElement: () => ({}),
    head: { append() {} },
  };
  const context = { document, navigator: { languages: [] }, URL, addEventListener() {} };
  vm.runInNewContext(read('js/early.js'), context);
  assert.deepEqual(Object.keys(context.LANGUAGES).sort(), languages.sort());
  for (const [language, { name, direction, broken, reload, waiting }] of Object.entries(context.LANGUAGES)) {
    assert.ok(name && direction && broken && reload && waiting, language);
  }
});

const DOCUMENTS = readdirSync(FRONTEND).filter((name) => name.endsWith('.html') && name !== 'chat.html');
const textAt = (path) => path.split('.').reduce((part, key) => part?.[key], english);

for (const name of DOCUMENTS) {
  test(`${name} says what English does`, () => {
    const said = [...read(name).matchAll(/data-text="([^"]+)"[^>]*>([^<]*)</g)];
    assert.ok(said.length > 3);
    for (const [, path, words] of said) assert.equal(words, textAt(path), path);
    const attributes = [...read(name).matchAll(/ ([a-z-]+)="([^"]*)" data-text-\1="([^"]+)"/g)];
    for (const [, , words, path] of attributes) assert.equal(words, textAt(path), path);
    assert.equal(attributes.length, [...read(name).matchAll(/data-text-/g)].length);
  });

  test(`${name} has no words that can't be translated`, () => {
    const body = read(name).replace(/<noscript>.*?<\/noscript>|<!--.*?-->/gs, '');
    const loose = [...body.matchAll(/<(\w+)([^>]*)>\s*([^<\s][^<]*)</g)].filter(([, , given]) => !given.includes('data-text='));
    // Numbers are the same everywhere.
    assert.deepEqual(loose.map(([, , , words]) => words).filter((words) => /[a-z]/i.test(words)), []);
  });
}

test('every drawing in the documents is one of the icons', async () => {
  const icons = read('js/lib/icons.js');
  for (const name of DOCUMENTS) {
    for (const [, drawing] of read(name).matchAll(/<svg[^>]*>(.*?)<\/svg>/gs)) assert.ok(icons.includes(drawing.trim()), `${name}: ${drawing}`);
  }
});
