// What is said when a part of a page that is loaded when it's wanted could not be had.

import { showNotice } from '../components/notice.js';
import { text } from '../lib/messages.js';

export function tellMissingPart() {
  const place = document.querySelector('#notice');
  showNotice(place, { tone: 'danger', message: text.failure.incomplete });
  place.scrollIntoView({ block: 'nearest' });
}
