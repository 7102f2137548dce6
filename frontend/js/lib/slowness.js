// Tells the page when something is waited for that takes longer than people expect, and when it is over.

const LONG = 5000;
const slow = new Set();

/** The same promise; meanwhile the window may hear 'service-slow' {detail: true}, and {detail: false} at the end. */
export function watchPatience(promise) {
  const timer = setTimeout(() => {
    slow.add(promise);
    tell();
  }, LONG);
  const done = () => {
    clearTimeout(timer);
    if (slow.delete(promise)) tell();
  };
  promise.then(done, done);
  return promise;
}

function tell() {
  window.dispatchEvent(new CustomEvent('service-slow', { detail: slow.size > 0 }));
}
