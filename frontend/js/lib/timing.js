// When to do something: once the hand rests, or again and again while somebody looks.

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
