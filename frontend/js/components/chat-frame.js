// The chat in a frame of its own document, which can read nothing of the page and says how much room it needs.

import { text } from '../lib/messages.js';
import { perTab } from '../lib/storage.js';
import { loadStyles } from '../lib/styles.js';

const OPEN = 'chat-open';
const PERMISSIONS = 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox';

/** `page` is the address of chat.html in another origin, if it has one. */
export async function mountChat({ page, property, widget }) {
  await loadStyles('chat-frame');
  const address = new URL(page || 'chat.html', location.href);
  const isElsewhere = address.origin !== location.origin;
  address.hash = new URLSearchParams({ property, widget, isOpen: perTab.read(OPEN) === true });
  const frame = Object.assign(document.createElement('iframe'), { className: 'chat-frame', title: text.common.chat, src: address });
  // In another origin the document may be its own; here that would be ours, with the session in its storage.
  frame.setAttribute('sandbox', isElsewhere ? `${PERMISSIONS} allow-same-origin` : PERMISSIONS);
  window.addEventListener('message', ({ source, origin, data }) => {
    if (source === frame.contentWindow && origin === (isElsewhere ? address.origin : 'null')) fit(frame, data ?? {});
  });
  document.body.append(frame);
}

function fit(frame, { width, height, isOpen }) {
  const size = (pixels) => (isOpen === true ? '' : `${Number(pixels) || 0}px`);
  Object.assign(frame.style, { inlineSize: size(width), blockSize: size(height) });
  frame.classList.add('is-shown');
  perTab.write(OPEN, isOpen === true);
}
