// The reader's choice of light or dark and of the language.

import { html, render } from '../lib/html.js';
import { icon } from '../lib/icons.js';
import { language } from '../lib/locale.js';
import { text } from '../lib/messages.js';
import { THEMES, chooseLanguage, chooseTheme, languages, theme } from '../lib/preferences.js';

const say = text.preferences;
const THEME_ICONS = { system: 'system', light: 'sun', dark: 'moon' };

export function mountPreferences(el) {
  const current = theme();
  render(el, html`
    ${group('theme', say.theme, THEMES.map((name) => choice('theme', name, name === current, html`${icon(THEME_ICONS[name])}<span>${say.themes[name]}</span>`)))}
    ${group('language', say.language, languages().map(([code, name]) => choice('language', code, code === language, html`<span lang="${code}">${name}</span>`)))}`);
  el.addEventListener('change', ({ target }) => {
    if (target.name === 'theme') chooseTheme(target.value);
    if (target.name === 'language') chooseLanguage(target.value);
  });
}

function group(name, label, choices) {
  return html`
    <fieldset class="preference">
      <legend class="preference-label">${label}</legend>
      <div class="segments">${choices}</div>
    </fieldset>`;
}

function choice(name, value, isChosen, label) {
  const checked = isChosen && html` checked`;
  return html`<label class="segment"><input type="radio" name="${name}" value="${value}"${checked}>${label}</label>`;
}
