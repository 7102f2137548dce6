// A ticket's files on its page: previews, downloads, and fresh links when the old ones ran out.

import { fetchFile, fetchTextStart } from '../api/files.js';
import { mountAttachments } from '../components/attachments.js';
import { kindOf, saveAs } from '../lib/files.js';
import { loadStyles } from '../lib/styles.js';
import { tellMissingPart } from './missing-part.js';

const TEXT_START = 16 * 1024;

/** `reload` fetches the ticket again. Resolves to {renew(attachments)}. */
export async function showFiles(el, attachments, reload) {
  await loadStyles('attachments');
  const view = mountAttachments(el, attachments);
  let current = attachments;
  let renewal;

  const renew = (attachments) => {
    current = attachments;
    view.renew(attachments);
  };

  // Several previews may find their links expired at once; one new ticket renews them all, and only once.
  const renewOnce = () => (renewal ??= reload().then(({ ticket }) => renew(ticket.attachments)));

  async function withFreshLink({ id, url }, action) {
    try {
      return await action(url);
    } catch {
      await renewOnce();
      return action(current.find((attachment) => attachment.id === id).url);
    }
  }

  async function showPreview(attachment, kind) {
    try {
      if (kind === 'pdf') await showPdf(attachment);
      else await showText(attachment);
    } catch {
      view.showNoPreview(attachment);
    }
  }

  async function showPdf(attachment) {
    // Most phones show no PDF inside a page: nothing to fetch, then.
    if (!navigator.pdfViewerEnabled) return view.showNoPreview(attachment);
    view.showPdf(attachment, await withFreshLink(attachment, fetchFile));
  }

  async function showText(attachment) {
    const start = await withFreshLink(attachment, (url) => fetchTextStart(url, TEXT_START));
    view.showText(attachment, { ...start, shown: TEXT_START });
  }

  async function download(attachment) {
    try {
      saveAs(await withFreshLink(attachment, fetchFile), attachment.name);
    } catch {
      // Not allowed to read it from here: the link itself still works.
      window.open(attachment.url, '_blank', 'noopener');
    }
  }

  async function enlarge({ id }) {
    const lightbox = await import('../components/lightbox.js').catch(tellMissingPart);
    const images = current.filter(({ contentType }) => kindOf(contentType) === 'image');
    lightbox?.openLightbox(images, images.findIndex((image) => image.id === id));
  }

  el.addEventListener('file-wanted', ({ detail }) => showPreview(detail.attachment, detail.kind));
  el.addEventListener('download', ({ detail }) => download(detail.attachment));
  el.addEventListener('enlarge', ({ detail }) => enlarge(detail.attachment));
  el.addEventListener('image-failed', () => renewOnce().catch(() => {}));
  view.wantFiles();
  return { renew };
}
