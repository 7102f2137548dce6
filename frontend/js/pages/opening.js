// What every page does first: the reader's language, what the last page left to say, the chat.

import { loadChat } from '../chat.js';
import { showNotice } from '../components/notice.js';
import { mountSlowLine } from '../components/slow-line.js';
import { takeFlash } from '../lib/flash.js';
import { translateDocument } from '../lib/translate.js';

export function openPage() {
  translateDocument();
  mountSlowLine();
  const flash = takeFlash();
  if (flash) showNotice(document.querySelector('#notice'), flash);
  loadChat();
}
