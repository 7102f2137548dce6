// Writes the pages as any web server can serve them: `make publish OUT=… API=…` (README.md, "Deployment").
//
// Each page becomes one script and one style sheet, in assets/<hash of all of them>/. So a page needs nothing more once it is
// open, names only files of its own version, and the folders of earlier versions stay for pages that a browser or proxy kept.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

const FRONTEND = fileURLToPath(new URL('../frontend/', import.meta.url));
// Where the documents' policy lets pages ask for data and files as long as they are not published.
const ANYWHERE_NEAR = 'http://localhost:* http://127.0.0.1:* https://*.cloudinary.com';
// What the documents' policy lets them frame besides: the chat's page, which may have a host name of its own (js/chat.js).
const FRAMES = "frame-src 'self' blob: https:";
const SHEET = /^ *<link rel="stylesheet" href="\/?([^"]+)"(?: media="([^"]+)")?>\n/gm;
const LANGUAGE = /^ {2}(\w+): \{.*direction: '(\w+)'.*broken: '([^']+)'/gm;
const SCRIPT = /<script(?: type="(module)")? src="\/?([^"]+)">/g;
const read = (path) => readFileSync(join(FRONTEND, path), 'utf8');

// Seen only without the style sheet that hides it: when the files of the page's version are gone.
const BROKEN = [...read('js/early.js').matchAll(LANGUAGE)].map(([, language, direction, words]) => `<p lang="${language}" dir="${direction}">${words}</p>`).join('');

/** `api` is an address or a path on the pages' host; `base` the pages' own path; `files` other origins that files come from. */
async function publish({ out, api, base, files }) {
  const documents = readdirSync(FRONTEND).filter((name) => name.endsWith('.html')).map((name) => ({ name, source: read(name) }));
  const assets = new Map([['icon.svg', read('icon.svg')], ...(await bundle(documents, api))]);
  const folder = `assets/${versionOf(assets)}`;
  writeAssets(join(out, folder), assets);
  const sources = [...(api.startsWith('/') ? [] : [new URL(api).origin]), ...files].join(' ');
  for (const each of documents) replaceFile(join(out, each.name), published(each, { folder, base, sources }));
  return folder;
}

/** The scripts and style sheets of all pages, [[name, text], …]. */
async function bundle(documents, api) {
  const scripts = (type) => documents.flatMap(({ source }) => [...source.matchAll(SCRIPT)].filter(([, is]) => is === type).map(([, , path]) => path));
  const define = { 'globalThis.API_BASE_URL': JSON.stringify(api), 'globalThis.IS_BUNDLED': 'true' };
  const sheets = documents.filter(hasSheets).map(({ name, source }) => sheetOf(name, source));
  return (
    await Promise.all([
      esbuild({ entryPoints: scripts('module'), bundle: true, format: 'esm', define }),
      // Beside what the document names, its languages are all that is known before the first paint.
      esbuild({ entryPoints: scripts(undefined), define }),
      ...sheets.map(({ name, contents }) => esbuild({ stdin: { contents, loader: 'css', resolveDir: FRONTEND, sourcefile: name }, bundle: true }, name)),
    ])
  ).flat();
}

const hasSheets = ({ source }) => source.search(SHEET) >= 0;

async function esbuild(options, name) {
  const common = { absWorkingDir: FRONTEND, outdir: 'out', minify: true, charset: 'utf8', write: false, logLevel: 'warning' };
  const { outputFiles } = await build({ ...common, ...options });
  return outputFiles.map(({ path, text }) => [name ?? basename(path), text]);
}

/** A page's own sheets in their order, then those that scripts load when they are wanted. */
function sheetOf(name, source) {
  const own = [...source.matchAll(SHEET)].map(([, path, media = '']) => ({ path, media }));
  const wanted = scriptFiles().flatMap((path) => [...read(path).matchAll(/loadStyles\(('.*?')\)/g)].flatMap(([, names]) => names.match(/[\w-]+/g)));
  const later = [...new Set(wanted)].map((each) => `css/${each}.css`).filter((path) => !own.some((sheet) => sheet.path === path));
  const all = [...own, ...later.map((path) => ({ path, media: '' }))];
  return { name: name.replace('.html', '.css'), contents: all.map(({ path, media }) => `@import "./${path}" ${media};`).join('\n') };
}

function scriptFiles() {
  return readdirSync(join(FRONTEND, 'js'), { recursive: true }).filter((path) => path.endsWith('.js')).map((path) => join('js', path));
}

function versionOf(assets) {
  const hash = createHash('sha256');
  for (const [name, text] of [...assets].sort()) hash.update(`${name}\0${text}\0`);
  return hash.digest('hex').slice(0, 12);
}

function published({ name, source }, { folder, base, sources }) {
  // A page that is shown at any address names everything from the root.
  const root = name === '404.html' ? base : '';
  const sheets = [`  <link rel="stylesheet" href="${root}${folder}/${name.replace('.html', '.css')}">\n`];
  return source
    .replace(/^ *<!--.*?-->\n/gms, '')
    .replace(/(href|src)="\/(?=[^/])/g, `$1="${root}`)
    .replace(SHEET, () => sheets.shift() ?? '')
    .replace(/(href|src)="([^"]*?)(?:js\/[^"]*?)?([\w-]+\.js|icon\.svg)"/g, `$1="$2${folder}/$3"`)
    .replaceAll(` ${ANYWHERE_NEAR}`, sources && ` ${sources}`)
    .replace(FRAMES, ["frame-src 'self' blob:", ...chatOrigin()].join(' '))
    .replace('<body>\n', hasSheets({ source }) ? `<body>\n  <div class="if-broken">${BROKEN}</div>\n` : '<body>\n');
}

function chatOrigin() {
  const [, page] = read('js/chat.js').match(/CHAT_PAGE = '([^']*)'/);
  return page ? [new URL(page).origin] : [];
}

function writeAssets(folder, assets) {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  for (const [name, text] of assets) writeFileSync(join(unfinished, name), text);
  renameSync(unfinished, folder);
}

// Whoever asks at this moment gets the old document or the new one, whole.
function replaceFile(path, text) {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** The settings from the command line; throws Error with one line for people. */
function settings() {
  const texts = { type: 'string', default: '' };
  const { out, api, base, files } = parseArgs({ options: { out: texts, api: texts, base: texts, files: texts } }).values;
  if (!out) throw new Error('OUT is missing: the folder to write to.');
  if (!/^\/(?!\/)[\w./~-]*$/.test(api) && !isWebAddress(api)) throw new Error('API is to be an address, such as https://api.example.com/api, or a path, such as /api.');
  if (!/^(\/[\w.~-]+)*\/?$/.test(base)) throw new Error('BASE is to be a path, such as /help/.');
  const origins = files.split(/[\s,]+/).filter(Boolean);
  if (!origins.every((each) => isWebAddress(each) && new URL(each).origin === each)) throw new Error('FILES is to be origins, such as https://api.cloudinary.com.');
  return { out, api: api.replace(/\/+$/, ''), base: `${base.replace(/\/$/, '')}/`, files: origins };
}

function isWebAddress(text) {
  return URL.canParse(text) && /^https?:\/\/[^\s"';,<>?#]+$/.test(text);
}

try {
  const chosen = settings();
  console.log(`Published to ${chosen.out}: ${await publish(chosen)}`);
} catch (error) {
  console.error(`publish: ${error.message}`);
  process.exitCode = 2;
}
