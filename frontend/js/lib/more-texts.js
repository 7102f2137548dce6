// The texts of what is loaded when it is wanted, in the reader's language: pages that show none of it don't load them.

import { language } from './locale.js';

export const { more } = await import(`./more-texts/more-${language}.js`);
