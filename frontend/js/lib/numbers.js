// Sizes and counts as text.

import { locale } from './locale.js';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

export function formatSize(bytes) {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(bytes || 1) / 10)));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power],
    unitDisplay: power ? 'short' : 'long',
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1024 ** power);
}

export function totalSize(files) {
  return files.reduce((sum, file) => sum + file.size, 0);
}

export function formatPercent(share) {
  return share.toLocaleString(locale, { style: 'percent' });
}
