// Sets the language, its direction, and light or dark before the first paint, and keeps what is sent before the scripts are there. Not a module, because modules run later.

// A language is a file in js/lib/messages/ and an entry here, with the words for when that file or the page's script fails to load.
globalThis.LANGUAGES = {
  en: { name: 'English', direction: 'ltr', broken: 'This page could not be loaded. Check your connection, then reload it.', reload: 'Reload', waiting: 'Loading the page. This will be sent as soon as it is ready.' },
  ar: { name: 'العربية', direction: 'rtl', broken: 'تعذّر تحميل هذه الصفحة. تحقق من اتصالك ثم أعد تحميلها.', reload: 'إعادة التحميل', waiting: 'يجري تحميل الصفحة. سيُرسل هذا حالما تصبح جاهزة.' },
};

(() => {
  const root = document.documentElement;
  const chosen = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // the browser refuses storage
    }
  };
  const languageOf = (tag) => tag.split('-')[0].toLowerCase();
  const tags = navigator.languages.filter((tag) => languageOf(tag) in LANGUAGES);
  const choice = chosen('language');
  const isShipped = Object.hasOwn(LANGUAGES, choice);
  // The tag includes the country, which decides how dates and numbers are written.
  const tag = isShipped ? (tags.find((tag) => languageOf(tag) === choice) ?? choice) : (tags[0] ?? 'en');

  const { direction, broken, reload, waiting } = LANGUAGES[languageOf(tag)];

  root.lang = tag;
  root.dir = direction;
  // The documents are in English: their words are hidden until another language is loaded.
  root.toggleAttribute('data-untranslated', languageOf(tag) !== 'en');
  if (['light', 'dark'].includes(chosen('theme'))) root.dataset.theme = chosen('theme');

  // Preloaded: the module that imports the texts runs only after all others are loaded.
  const texts = document.createElement('link');
  texts.rel = 'modulepreload';
  texts.href = new URL(`lib/messages/${languageOf(tag)}.js`, document.currentScript.src);
  document.head.append(texts);

  // A form that is sent before its script listens waits for it: `onSubmit` sends it then. The browser itself sends none of ours.
  addEventListener('submit', (event) => {
    if (event.defaultPrevented || event.target.method === 'dialog') return;
    event.preventDefault();
    tellWaiting(event.target, waiting);
  });
  const tellWaiting = (el, words) => el.querySelectorAll('.form-waiting').forEach((place) => place.replaceChildren(words));

  // Shows the documents' English rather than no words at all.
  const tellBroken = () => {
    Object.assign(root, { lang: 'en', dir: 'ltr' }).removeAttribute('data-untranslated');
    const notice = Object.assign(document.createElement('p'), { className: 'page-problem', role: 'alert', lang: tag, dir: direction });
    const button = Object.assign(document.createElement('button'), { className: 'button', textContent: reload });
    button.addEventListener('click', () => location.reload());
    notice.append(broken, ' ', button);
    document.querySelector('main').before(notice);
    tellWaiting(document, '');
  };
  // A script's load error does not bubble, so it is captured.
  addEventListener('error', ({ target }) => target.type === 'module' && tellBroken(), true);
  addEventListener('texts-missing', tellBroken);
})();
