// The reader's choice of light or dark and of the language, for this browser. js/early.js applies both before the first paint.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { language } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { local } from '../lib/storage.js';

const say = text.preferences;
const THEME_ICONS = { system: 'system', light: 'sun', dark: 'moon' };
const CHOOSE = { theme: chooseTheme, language: chooseLanguage };

export function mountPreferences(el) {
  const root = document.documentElement;
  const themes = Object.entries(THEME_ICONS).map(([name, image]) => [name, html`${icon(image)}<span>${say.themes[name]}</span>`]);
  const languages = Object.entries(globalThis.LANGUAGES).map(([code, { name }]) => [code, html`<span lang="${code}">${name}</span>`]);
  render(el, html`
    ${group('theme', say.theme, themes, root.dataset.theme ?? 'system')}
    ${group('language', say.language, languages, language)}`);
  el.addEventListener('change', ({ target }) => CHOOSE[target.name]?.(target.value));
}

function group(name, label, choices, chosen) {
  return html`
    <fieldset class="preference">
      <legend class="preference-label">${label}</legend>
      <div class="segments">${choices.map(([value, content]) => html`
        <label class="segment"><input type="radio" name="${name}" value="${value}"${value === chosen && html` checked`}>${content}</label>`)}
      </div>
    </fieldset>`;
}

function chooseTheme(name) {
  const { dataset } = document.documentElement;
  if (name === 'system') {
    local.remove('theme');
    delete dataset.theme;
  } else {
    local.writeText('theme', name);
    dataset.theme = name;
  }
}

// Loads the page again in that language; what was typed is in the draft.
function chooseLanguage(code) {
  if (code === language) return;
  local.writeText('language', code);
  location.reload();
}
