// The list as a file.

import { call } from './client.js';

/** The response whose body is the list's rows as comma-separated values, sent while they are read: that takes as long as it takes. */
export function openExport(query, signal) {
  return call(`/tickets/export.csv${query}`, { signal, carry: (url, request) => fetch(url, { ...request, cache: 'no-store' }) });
}
