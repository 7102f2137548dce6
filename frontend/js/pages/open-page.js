// What every page does first: its language, the message of the page before, the chat.

import { loadChat } from '../chat.js';
import { mountLiveRegions, showNotice } from '../components/notices.js';
import { translateDocument } from '../lib/messages.js';
import { takeFlash } from '../lib/storage.js';

export function openPage() {
  translateDocument();
  mountLiveRegions();
  const flash = takeFlash();
  if (flash) showNotice(document.querySelector('#notice'), flash);
  loadChat().catch(() => {});
}
