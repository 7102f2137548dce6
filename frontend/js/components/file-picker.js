// Files for a ticket: chosen, dropped or pasted anywhere on the page.

import { totalSize, willBeRefused, withPastedName } from '../lib/files.js';
import { clearFieldError, showFieldError } from '../lib/forms.js';
import { html, fragment } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { formatSize } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { announce } from './notices.js';

const say = text.files;

/**
 * `field` holds .drop-area with its file input, .file-list, .file-warning and .field-error; while it is hidden it takes nothing
 * that is dropped or pasted. Returns {files(), add(files), takeAll(), findRefused()}: `add` returns those added, `takeAll` those
 * that are removed by it, the last shows which files will be refused, and resolves to whether there are any.
 */
export function mountFilePicker(field, { most, usualLimit }) {
  const input = field.querySelector('input[type=file]');
  const list = field.querySelector('.file-list');
  let chosen = [];
  let checking = Promise.resolve(); // of the files' types

  function add(files) {
    const fit = files.filter((file) => file.size).slice(0, most - chosen.length);
    const added = fit.map((file) => ({ file, item: entry(file) }));
    chosen = [...chosen, ...added];
    list.append(...added.map(({ item }) => item));
    changed();
    showNotAdded(field, files, fit, most);
    if (fit.length) announce(say.added(fit.map((file) => file.name).join(', ')));
    checking = Promise.all([checking, ...added.map((entry) => check(entry, () => chosen.includes(entry)))]);
    return fit;
  }

  function remove(item) {
    const neighbour = item.nextElementSibling ?? item.previousElementSibling;
    item.querySelector('img')?.dispatchEvent(new Event('gone'));
    item.remove();
    announce(say.removed(chosen.find((entry) => entry.item === item).file.name));
    chosen = chosen.filter((entry) => entry.item !== item);
    (neighbour?.querySelector('button') ?? input).focus();
    changed();
  }

  function takeAll() {
    const files = chosen.map(({ file }) => file);
    for (const { item } of chosen) item.querySelector('img')?.dispatchEvent(new Event('gone'));
    chosen = [];
    list.replaceChildren();
    changed();
    return files;
  }

  function changed() {
    clearFieldError(field);
    warnAboutSize(field, chosen, usualLimit);
  }

  async function findRefused() {
    await checking;
    return showRefused(field, chosen.filter((entry) => entry.isRefused));
  }

  list.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (button) remove(button.closest('li'));
  });
  takeFrom(input, field, add);
  return { files: () => chosen.map(({ file }) => file), add, takeAll, findRefused };
}

function showNotAdded(field, files, fit, most) {
  const empty = files.find((file) => !file.size);
  const left = files.filter((file) => file.size && !fit.includes(file)).map((file) => file.name);
  if (left.length) showFieldError(field, say.tooMany(most, left.join(', ')));
  else if (empty) showFieldError(field, say.empty(empty.name));
}

function warnAboutSize(field, chosen, usualLimit) {
  const size = totalSize(chosen.map(({ file }) => file));
  field.querySelector('.file-warning').textContent =
    size > usualLimit ? say.large(formatSize(size), formatSize(usualLimit)) : '';
}

// Before the ticket is sent, while the file can still be replaced easily.
async function check(entry, isChosen) {
  entry.isRefused = await willBeRefused(entry.file).catch(() => false);
  if (!entry.isRefused || !isChosen()) return;
  entry.item.classList.add('is-refused');
  entry.item.querySelector('.file-note').textContent = say.refusedType;
  announce(text.refusals.type(entry.file.name));
}

function showRefused(field, refused) {
  if (!refused.length) return false;
  showFieldError(field, refused.map(({ file }) => text.refusals.type(file.name)).join(' '));
  refused[0].item.querySelector('button').focus();
  return true;
}

function takeFrom(input, field, add) {
  const take = () => {
    add([...input.files]);
    input.value = ''; // the same file may be chosen again after it was removed
  };
  input.addEventListener('change', take);
  if (input.files.length) take(); // chosen before this script was loaded
  document.addEventListener('paste', (event) => {
    const files = [...event.clipboardData.files];
    // Cells of a spreadsheet come as text and as a picture: in a text field the text is meant.
    if (!files.length || !field.checkVisibility() || (isTextField(event.target) && event.clipboardData.types.includes('text/plain'))) return;
    event.preventDefault();
    add(files.map((file) => withPastedName(file)));
  });
  takeDrops(field, add);
}

// The whole page takes drops: a file that misses the area would otherwise replace the page, and the text in it.
function takeDrops(field, add) {
  let depth = 0;
  const hover = (change) => {
    depth = Math.max(0, change ? depth + change : 0);
    field.classList.toggle('is-dropping', depth > 0);
  };
  const forFiles = (action) => (event) => {
    if (!event.dataTransfer?.types.includes('Files') || !field.checkVisibility()) return;
    event.preventDefault();
    action(event);
  };
  document.addEventListener('dragenter', forFiles(() => hover(1)));
  document.addEventListener('dragleave', forFiles(() => hover(-1)));
  document.addEventListener('dragover', forFiles(() => {}));
  document.addEventListener('drop', forFiles((event) => {
    hover(0);
    add([...event.dataTransfer.files]);
  }));
}

function entry(file) {
  const item = fragment(html`
    <li class="file">
      <span class="file-picture">${icon('file')}</span>
      <span class="file-name"><bdi>${file.name}</bdi><span class="file-note"></span></span>
      <span class="file-size">${formatSize(file.size)}</span>
      <button type="button" class="button is-quiet is-icon" aria-label="${say.remove(file.name)}">${icon('close')}</button>
    </li>`).firstElementChild;
  if (file.type.startsWith('image/')) showThumbnail(item.querySelector('.file-picture'), file);
  return item;
}

function showThumbnail(picture, file) {
  const image = new Image();
  image.alt = '';
  image.src = URL.createObjectURL(file);
  image.decode().then(() => picture.replaceChildren(image), () => {}); // a damaged one stays a file
  image.addEventListener('gone', () => URL.revokeObjectURL(image.src), { once: true });
}

function isTextField(target) {
  return target instanceof Element && target.matches('input, textarea');
}
