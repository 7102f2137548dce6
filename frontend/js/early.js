// Before anything is painted: the reader's language with its direction, and light or dark. Not a module, since those wait.

// A language is a file in js/lib/messages/ and an entry here, with what is said when that file or the page's script can't be had.
globalThis.LANGUAGES = {
  en: { name: 'English', direction: 'ltr', broken: 'This page could not be loaded. Check your connection, then reload it.', reload: 'Reload' },
  ar: { name: 'العربية', direction: 'rtl', broken: 'تعذّر تحميل هذه الصفحة. تحقق من اتصالك ثم أعد تحميلها.', reload: 'إعادة التحميل' },
};

(() => {
  const root = document.documentElement;
  const chosen = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // a browser that refuses storage has its own settings
    }
  };
  const languageOf = (tag) => tag.split('-')[0].toLowerCase();
  const tags = navigator.languages.filter((tag) => languageOf(tag) in LANGUAGES);
  const choice = chosen('language');
  const isShipped = Object.hasOwn(LANGUAGES, choice);
  // With the reader's country, which says how dates and numbers are written.
  const tag = isShipped ? (tags.find((tag) => languageOf(tag) === choice) ?? choice) : (tags[0] ?? 'en');

  const { direction, broken, reload } = LANGUAGES[languageOf(tag)];

  root.lang = tag;
  root.dir = direction;
  // The documents are written in English: until another language is there, their words are not shown.
  root.toggleAttribute('data-untranslated', languageOf(tag) !== 'en');
  if (['light', 'dark'].includes(chosen('theme'))) root.dataset.theme = chosen('theme');

  // Asked for at once: the module that wants the texts can only do so after all the others are there.
  const texts = document.createElement('link');
  texts.rel = 'modulepreload';
  texts.href = new URL(`lib/messages/${languageOf(tag)}.js`, document.currentScript.src);
  document.head.append(texts);

  // Better the documents' English than no words at all.
  const tellBroken = () => {
    Object.assign(root, { lang: 'en', dir: 'ltr' }).removeAttribute('data-untranslated');
    const notice = Object.assign(document.createElement('p'), { className: 'page-problem', role: 'alert', lang: tag, dir: direction });
    const button = Object.assign(document.createElement('button'), { className: 'button', textContent: reload });
    button.addEventListener('click', () => location.reload());
    notice.append(broken, ' ', button);
    document.querySelector('main').before(notice);
  };
  // A script that can't be had is told of where it stands, which does not bubble.
  addEventListener('error', ({ target }) => target.type === 'module' && tellBroken(), true);
  addEventListener('texts-missing', tellBroken);
})();
