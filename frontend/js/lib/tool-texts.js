// The texts of dialogs, menus and the selection bar, which a page shows only when somebody wants them: see more-texts.js.

import { language } from './locale.js';

export const { tools } = await import(`./more-texts/tools-${language}.js`);
