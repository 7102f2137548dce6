// The texts of dialogs, menus and the selection bar, which a page shows only when somebody wants them: see more-texts.js.

import { language } from './locale.js';
import { text } from './messages.js';
import { FIELD_KEYS, FIELDS, kindOf } from './ticket-fields.js';

export const { tools } = await import(`./more-texts/tools-${language}.js`);

/** What a key does; undefined for one that is not listed. */
export function keyText(key) {
  const field = FIELD_KEYS[key];
  return field ? tools.shortcuts.set(text.field[field], kindOf(field) === 'fixed' && FIELDS[field].values.length) : tools.shortcuts.keys[key];
}
