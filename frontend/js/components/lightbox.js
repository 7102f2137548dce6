// Images at full size in a dialog, which keeps the focus and gives it back.

import { fragment, html } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { webAddress } from '../lib/links.js';
import { formatNumber } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { more } from '../lib/more-texts.js';

const say = more.attachment;

let dialog;

/** Opens the image with that index; the reader can step to the others. */
export function openLightbox(images, index) {
  dialog ??= mount();
  open(dialog, images, index);
}

function mount() {
  const dialog = fragment(html`
    <dialog class="lightbox">
      <div class="lightbox-bar">
        <p class="lightbox-name" role="status"></p>
        ${button('previous', 'back', say.previous)}
        ${button('next', 'forward', say.next)}
        ${button('close', 'close', text.common.close)}
      </div>
      <img class="lightbox-image" alt="">
      <p class="lightbox-note">${say.noPreview}</p>
    </dialog>`).firstElementChild;
  document.body.append(dialog);
  return dialog;
}

function button(name, iconName, label) {
  return html`<button type="button" class="button is-quiet is-icon" data-do="${name}" aria-label="${label}">${icon(iconName)}</button>`;
}

function open(dialog, images, start) {
  let index = start;
  const step = (by) => {
    index = (index + by + images.length) % images.length;
    show(dialog, images, index);
  };
  const actions = { previous: () => step(-1), next: () => step(1), close: () => dialog.close() };

  for (const name of ['previous', 'next']) dialog.querySelector(`[data-do=${name}]`).hidden = images.length < 2;
  // A click beside the picture closes, as in any viewer.
  dialog.onclick = ({ target }) => (target === dialog ? dialog.close() : actions[target.closest('[data-do]')?.dataset.do]?.());
  const [left, right] = document.documentElement.dir === 'rtl' ? [actions.next, actions.previous] : [actions.previous, actions.next];
  dialog.onkeydown = ({ key }) => ({ ArrowLeft: left, ArrowRight: right })[key]?.();
  step(0);
  dialog.showModal();
}

function show(dialog, images, index) {
  const { name, url } = images[index];
  const image = dialog.querySelector('img');
  // Otherwise the previous image would show under the new name until the new one is loaded.
  image.removeAttribute('src');
  image.src = webAddress(url);
  image.alt = name;
  showNote(dialog, false);
  // Not when another one is shown by now.
  image.decode().catch(() => image.getAttribute('src') === webAddress(url) && showNote(dialog, true));
  const position = images.length > 1 ? ` · ${say.position(formatNumber(index + 1), formatNumber(images.length))}` : '';
  dialog.querySelector('.lightbox-name').textContent = name + position;
}

function showNote(dialog, isShown) {
  dialog.querySelector('.lightbox-note').hidden = !isShown;
  dialog.querySelector('img').hidden = isShown;
}
