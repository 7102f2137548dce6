// Sets the language, its direction, light or dark before the first paint, and keeps what is sent early. Not a module: those run later.

// A language is a file in js/lib/messages/ and an entry here, with the words for when that file or the page's own fail to load.
globalThis.LANGUAGES = {
  en: { name: 'English', direction: 'ltr', broken: 'This page could not be loaded. A new version may be there, or the connection is gone: reload the page.', reload: 'Reload', waiting: 'Will be sent as soon as the page is ready.' },
  ar: { name: 'العربية', direction: 'rtl', broken: 'تعذّر تحميل هذه الصفحة. قد يكون هناك إصدار جديد منها، أو أن الاتصال مقطوع: أعد تحميل الصفحة.', reload: 'إعادة التحميل', waiting: 'سيُرسل حالما تصبح الصفحة جاهزة.' },
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
  // Of what is shown only: what administrators may do, the service decides.
  root.toggleAttribute('data-admin', /"role":"Admin"/.test(chosen('user')));
  if (['light', 'dark'].includes(chosen('theme'))) root.dataset.theme = chosen('theme');

  // Preloaded: the module that imports the texts runs only after all others are loaded.
  if (!globalThis.IS_BUNDLED) {
    const href = new URL(`lib/messages/${languageOf(tag)}.js`, document.currentScript.src);
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }));
  }

  // What is sent before a form's script listens waits for `onSubmit`.
  addEventListener('submit', (event) => {
    if (event.defaultPrevented || event.target.method === 'dialog') return;
    event.preventDefault();
    event.target.querySelector('.form-waiting')?.replaceChildren(waiting);
  });

  // Shows the documents' English rather than no words at all.
  const tellBroken = () => {
    Object.assign(root, { lang: 'en', dir: 'ltr' }).removeAttribute('data-untranslated');
    const notice = Object.assign(document.createElement('p'), { className: 'page-problem', role: 'alert', lang: tag, dir: direction });
    const button = Object.assign(document.createElement('button'), { className: 'button', textContent: reload });
    button.addEventListener('click', () => location.reload());
    notice.append(broken, ' ', button);
    document.querySelector('main').before(notice);
    document.querySelector('.form-waiting')?.remove();
  };
  // A script's load error does not bubble, so it is captured.
  addEventListener('error', ({ target }) => target.type === 'module' && tellBroken(), true);
  addEventListener('texts-missing', tellBroken);
})();
