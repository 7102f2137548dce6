// A ticket's attachments with previews. Emits 'file-wanted' {attachment, kind} for each PDF and text to preview,
// 'download' {attachment}, 'enlarge' {attachment} and 'image-failed' {attachment}, once for each.

import { kindOf } from '../lib/files.js';
import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { webAddress } from '../lib/links.js';
import { formatSize } from '../lib/locale.js';
import { more } from '../lib/more-texts.js';

const say = more.attachment;
const ONE_PIXEL = { resizeWidth: 1, resizeHeight: 1 };

export function mountAttachments(el, attachments) {
  let current = attachments;
  const emit = (name, detail) => el.dispatchEvent(new CustomEvent(name, { detail }));
  const attachmentOf = (target) => current.find(({ id }) => String(id) === target.closest('[data-attachment]').dataset.attachment);

  render(el, html`<ul class="attachments">${attachments.map(card)}</ul>`);
  el.addEventListener('click', (event) => {
    const control = event.target.closest('[data-do]');
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    emit(control.dataset.do, { attachment: attachmentOf(control) });
  });
  followImages(el, (image) => emit('image-failed', { attachment: attachmentOf(image) }));
  return {
    /** Requests the files for previews; the page answers with the functions below. */
    wantFiles() {
      for (const attachment of current) {
        const kind = kindOf(attachment.contentType);
        if (kind === 'pdf' || kind === 'text') emit('file-wanted', { attachment, kind });
      }
    },
    /** The same files with fresh links. */
    renew(attachments) {
      current = attachments;
      attachments.forEach((attachment) => renewLinks(cardOf(el, attachment), attachment));
    },
    showText: (attachment, start) => showText(cardOf(el, attachment), start),
    showPdf: (attachment, blob) => showPdf(cardOf(el, attachment), attachment, blob),
    showImage: (attachment, blob) => loadAgain(cardOf(el, attachment).querySelector('img'), URL.createObjectURL(blob)),
    isImage: (attachment) => cardOf(el, attachment).classList.contains('is-image'),
    showNoPreview: (attachment) => showNoPreview(cardOf(el, attachment)),
  };
}

function card(attachment) {
  const { id, name, size, contentType, url } = attachment;
  const kind = kindOf(contentType);
  return html`
    <li class="attachment is-${kind}" data-attachment="${id}">
      <div class="attachment-head">
        ${icon('file')}
        <bdi class="attachment-name">${name}</bdi>
        <span class="attachment-size">${formatSize(size)}</span>
        <a class="button is-quiet" href="${webAddress(url)}" download="${name}" data-do="download" aria-label="${say.downloadNamed(name)}">
          ${icon('download')}<span>${say.download}</span>
        </a>
      </div>
      ${kind === 'image' && image(attachment)}
      ${(kind === 'pdf' || kind === 'text') && html`<div class="attachment-preview" aria-busy="true"><span class="bone"></span></div>`}
    </li>`;
}

function image({ name, url }) {
  return html`
    <a class="attachment-preview attachment-image" href="${webAddress(url)}" data-do="enlarge" aria-label="${say.enlarge(name)}">
      <img src="${webAddress(url)}" alt="">
    </a>`;
}

// Neither event bubbles. A damaged image may load all the same, and be empty.
function followImages(el, onFailure) {
  const fail = (image) => {
    if (image.dataset.hasFailed) return;
    image.dataset.hasFailed = 'yes';
    onFailure(image);
  };
  el.addEventListener('error', ({ target }) => target.matches?.('img') && fail(target), true);
  el.addEventListener('load', ({ target }) => target.matches?.('img') && createImageBitmap(target, ONE_PIXEL).catch(() => fail(target)), true);
}

function cardOf(el, { id }) {
  return el.querySelector(`[data-attachment="${CSS.escape(id)}"]`);
}

function preview(card, content) {
  const place = card.querySelector('.attachment-preview');
  place.removeAttribute('aria-busy');
  render(place, content);
  return place;
}

function showText(card, { text: start, more, shown }) {
  const name = card.querySelector('.attachment-name').textContent;
  // Focusable, so that it can be scrolled with the keyboard.
  preview(card, html`
    <pre class="attachment-text" tabindex="0" dir="auto" role="region" aria-label="${say.preview(name)}">${start}</pre>
    ${more && html`<p class="attachment-note">${say.start(formatSize(shown))}</p>`}`);
}

function showPdf(card, { name }, blob) {
  const place = preview(card, html`<iframe class="attachment-pdf" title="${say.preview(name)}"></iframe>`);
  // A blob: URL has this page's origin, so whatever was sent is shown as a PDF and as nothing else.
  const address = URL.createObjectURL(new Blob([blob], { type: 'application/pdf' }));
  place.firstElementChild.src = `${address}#navpanes=0&view=FitH`;
}

/** An image is then a file of which there never is a preview. */
function showNoPreview(card) {
  if (card.classList.replace('is-image', 'is-other')) card.querySelector('.attachment-preview').remove();
  else preview(card, html`<p class="attachment-note">${say.noPreview}</p>`);
}

function renewLinks(card, { url }) {
  for (const link of card.querySelectorAll('a')) link.href = webAddress(url);
  const image = card.querySelector('img');
  if (image) loadAgain(image, webAddress(url));
}

// A loaded image need not be loaded again.
function loadAgain(image, url) {
  if (!(image.complete && image.naturalWidth)) image.src = url;
}
