// A line at the lower edge while the service takes its time: what is waited for still comes.

import { text } from '../lib/messages.js';

export function mountSlowLine() {
  const line = document.createElement('p');
  line.className = 'slow-line';
  line.setAttribute('role', 'status');
  document.body.append(line);
  window.addEventListener('service-slow', ({ detail: isSlow }) => {
    line.textContent = isSlow ? text.failure.slow : '';
  });
}
