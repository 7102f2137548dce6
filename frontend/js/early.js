// Before anything is painted: the reader's language with its direction, and light or dark. Not a module, since those wait.

// A language is a file in js/lib/messages/ and a line here.
globalThis.LANGUAGES = {
  en: { name: 'English', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
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

  root.lang = tag;
  root.dir = LANGUAGES[languageOf(tag)].direction;
  // The documents are written in English: until another language is there, their words are not shown.
  root.toggleAttribute('data-untranslated', languageOf(tag) !== 'en');
  if (['light', 'dark'].includes(chosen('theme'))) root.dataset.theme = chosen('theme');

  // Asked for at once: the module that wants the texts can only do so after all the others are there.
  const texts = document.createElement('link');
  texts.rel = 'modulepreload';
  texts.href = new URL(`lib/messages/${languageOf(tag)}.js`, document.currentScript.src);
  document.head.append(texts);
})();
