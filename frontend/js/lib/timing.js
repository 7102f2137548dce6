// When something runs: after a pause, while the page is visible, one run at a time, or not any more.

export function debounce(action, milliseconds) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds, ...values);
  };
}

/** Every `milliseconds` while the page is visible, and at once when the reader comes back to it, or the connection does. */
export function whileVisible(action, milliseconds) {
  const ifVisible = () => document.visibilityState === 'visible' && action();
  setInterval(ifVisible, milliseconds);
  document.addEventListener('visibilitychange', ifVisible);
  for (const name of ['focus', 'online']) window.addEventListener(name, ifVisible);
}

/** An async `action` that never overlaps itself: called while it runs, it runs once more afterwards. */
export function withoutOverlap(action) {
  let isRunning = false;
  let isWanted = false;
  return async function run() {
    isWanted = isRunning;
    if (isRunning) return;
    isRunning = true;
    await action();
    isRunning = false;
    if (isWanted) run();
  };
}

/** The same promise, rejected as soon as `signal` aborts: what it waits for may not listen to the signal. */
export function unlessAborted(promise, signal) {
  if (!signal) return promise;
  const aborted = new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([aborted, promise]);
}
