// The page for addresses without one.

import { translateDocument } from '../lib/messages.js';

translateDocument();
