// In chat.html: loads Tawk.to's widget and tells the page around it how much room that needs. Not a module, because a document
// without an origin can't load any.

(() => {
  const settings = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const PAUSE = 50;
  const PARKED = 4000; // what is farther away was put there to be out of sight
  let isOpen = false;
  let timer;

  // By itself or framed by a stranger, this document has the pages' origin, and the widget could read the session.
  if (parent === window || hasSession()) return;
  ['localStorage', 'sessionStorage'].forEach(lendStorage);
  lendCookies();

  window.Tawk_LoadStart = new Date();
  window.Tawk_API = {
    onLoad: () => settings.isOpen === 'true' && Tawk_API.maximize(),
    onChatMaximized: () => tell(true),
    onChatMinimized: () => tell(false),
    onChatHidden: () => tell(false),
  };
  const script = document.createElement('script');
  script.src = `https://embed.tawk.to/${encodeURIComponent(settings.property)}/${encodeURIComponent(settings.widget)}`;
  script.crossOrigin = 'anonymous';
  document.head.append(script);

  new MutationObserver(tellSoon).observe(document.body, { subtree: true, childList: true, attributes: true });
  for (const event of ['transitionend', 'animationend']) document.addEventListener(event, tellSoon);

  function tell(isOpenNow) {
    isOpen = isOpenNow;
    tellSoon();
  }

  function tellSoon() {
    clearTimeout(timer);
    // A size is no secret, and this document does not know who frames it.
    timer = setTimeout(() => parent.postMessage({ ...sizeOfWidget(), isOpen }, '*'), PAUSE);
  }

  /** From the lower right corner, where the widget is, to the farthest of what it shows. */
  function sizeOfWidget() {
    const shown = [...document.body.querySelectorAll('*')].filter((el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
    const boxes = shown.map((el) => el.getBoundingClientRect()).filter(({ width, height }) => width && height);
    const farthest = (distances) => Math.max(0, ...distances.filter((distance) => distance < PARKED));
    return { width: farthest(boxes.map(({ left }) => innerWidth - left)), height: farthest(boxes.map(({ top }) => innerHeight - top)) };
  }

  function hasSession() {
    try {
      return localStorage.getItem('refresh') !== null;
    } catch {
      return false; // a document without an origin
    }
  }

  // Without an origin there is no storage; what is lent lasts as long as the page.
  function lendStorage(name) {
    try {
      return window[name];
    } catch {
      const items = new Map();
      const value = {
        get length() { return items.size; },
        key: (index) => [...items.keys()][index] ?? null,
        getItem: (key) => items.get(String(key)) ?? null,
        setItem: (key, item) => items.set(String(key), String(item)),
        removeItem: (key) => items.delete(String(key)),
        clear: () => items.clear(),
      };
      return Object.defineProperty(window, name, { value });
    }
  }

  function lendCookies() {
    try {
      return document.cookie;
    } catch {
      const cookies = new Map();
      const get = () => [...cookies].map((pair) => pair.join('=')).join('; ');
      const set = (cookie) => cookies.set(...cookie.split(';')[0].split(/=(.*)/s));
      return Object.defineProperty(document, 'cookie', { get, set });
    }
  }
})();
