// When to do something: once the hand rests, again and again while somebody looks, or not any more.

export function debounce(action, milliseconds) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds, ...values);
  };
}

/** Every `milliseconds` while the page is visible, and at once when the reader comes back to it. */
export function whileVisible(action, milliseconds) {
  const ifVisible = () => {
    if (document.visibilityState === 'visible') action();
  };
  setInterval(ifVisible, milliseconds);
  document.addEventListener('visibilitychange', ifVisible);
  window.addEventListener('focus', ifVisible);
}

/** The same promise, given up as soon as `signal` says so: what it waits for may not listen itself. */
export function unlessAborted(promise, signal) {
  if (!signal) return promise;
  const aborted = new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([aborted, promise]);
}
