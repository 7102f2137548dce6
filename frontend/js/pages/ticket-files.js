// A ticket's attachments: previews, downloads, and fresh links when the old ones expire.

import { fetchFile, fetchTextStart } from '../api/attachment-api.js';
import { mountAttachments } from '../components/attachments.js';
import { isVisible, saveAs } from '../lib/files.js';
import { loadStyles } from '../lib/styles.js';
import { tellMissingPart } from './problems.js';

const TEXT_START = 16 * 1024;
const SHOW = { image: showImage, pdf: showPdf, text: showText };

/** `reload` resolves to the attachments with fresh links. Resolves to {renew(attachments)}. */
export async function showFiles(el, attachments, reload) {
  await loadStyles('attachments');
  const view = mountAttachments(el, attachments);
  const links = keepLinks(attachments, { reload, onRenewal: view.renew });

  el.addEventListener('file-wanted', ({ detail }) => showPreview(view, links, detail));
  el.addEventListener('download', ({ detail }) => download(links, detail.attachment));
  el.addEventListener('enlarge', ({ detail }) => enlarge(view, links, detail.attachment));
  el.addEventListener('image-failed', ({ detail }) => showPreview(view, links, { ...detail, kind: 'image' }));
  view.wantFiles();
  return { renew: links.renew };
}

/** The attachments, whose links expire: {current(), renew(attachments), renewOnce(), use(attachment, action)}. */
function keepLinks(attachments, { reload, onRenewal }) {
  let current = attachments;
  let renewal;

  function renew(fresh) {
    current = fresh;
    onRenewal(fresh);
  }

  // Several previews may find their links expired at once: the ticket is fetched once for all.
  const renewOnce = () => (renewal ??= reload().then(renew));

  async function use({ id, url }, action) {
    try {
      return await action(url);
    } catch {
      await renewOnce();
      return action(current.find((attachment) => attachment.id === id).url);
    }
  }

  return { current: () => current, renew, renewOnce, use };
}

async function showPreview(view, links, { attachment, kind }) {
  try {
    await SHOW[kind](view, links, attachment);
  } catch {
    view.showNoPreview(attachment);
  }
}

// Asked for once it has failed: its link may have expired, or it is damaged.
async function showImage(view, links, attachment) {
  const blob = await links.use(attachment, fetchFile);
  if (await isVisible(blob)) view.showImage(attachment, blob);
  else view.showNoPreview(attachment);
}

async function showPdf(view, links, attachment) {
  // Most phones show no PDF inside a page.
  if (!navigator.pdfViewerEnabled) return view.showNoPreview(attachment);
  view.showPdf(attachment, await links.use(attachment, fetchFile));
}

async function showText(view, links, attachment) {
  const start = await links.use(attachment, (url) => fetchTextStart(url, TEXT_START));
  view.showText(attachment, { ...start, shown: TEXT_START });
}

async function download(links, attachment) {
  try {
    saveAs(await links.use(attachment, fetchFile), attachment.name);
  } catch {
    // Reading it from here is not allowed; the link itself still works.
    window.open(attachment.url, '_blank', 'noopener');
  }
}

async function enlarge(view, links, { id }) {
  const lightbox = await import('../components/lightbox.js').catch(tellMissingPart);
  const images = links.current().filter(view.isImage);
  lightbox?.openLightbox(images, images.findIndex((image) => image.id === id));
}
