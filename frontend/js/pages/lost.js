// The page for addresses without one.

import { translateDocument } from '../lib/translate.js';

translateDocument();
