// Says something to screen readers without moving the focus.

let region;

/** Make the live region early: one that is added together with its text is not read out by every reader. */
export function prepareAnnouncements() {
  region = document.createElement('p');
  region.className = 'visually-hidden';
  region.setAttribute('role', 'status');
  document.body.append(region);
}

export function announce(message) {
  // The same sentence twice is only read twice when the text was gone in between.
  region.textContent = '';
  setTimeout(() => {
    region.textContent = message;
  }, 50);
}
