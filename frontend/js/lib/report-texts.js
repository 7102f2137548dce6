// The texts of reports and of exports, in the reader's language: no other page loads them.

import { language } from './locale.js';

export const { words } = await import(`./more-texts/reports-${language}.js`);
