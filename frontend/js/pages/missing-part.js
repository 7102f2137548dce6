// What is said when a part of a page that is loaded when it's wanted could not be had: `import(…).catch(…)` of these.

import { showNotice } from '../components/notice.js';
import { text } from '../lib/messages.js';

/** For what one can do without. */
export function tellMissingPart() {
  const place = document.querySelector('#notice');
  showNotice(place, { tone: 'danger', message: text.failure.incomplete });
  place.scrollIntoView({ block: 'nearest' });
}

/** For what can't go on without it: the error says so in the reader's words. */
export function throwMissingPart(cause) {
  throw new Error(text.failure.incomplete, { cause });
}
