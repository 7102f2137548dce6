// The endpoint that takes a new ticket, with its files.

import { callForJson } from './signed.js';
import { upload } from './upload.js';

/** `form` is a FormData; the same `key` with the same content makes one ticket, however often it is sent. */
export function createTicket(form, { key, signal, onProgress }) {
  return callForJson('/tickets', {
    method: 'POST',
    body: form,
    headers: { 'Idempotency-Key': key },
    signal,
    onProgress,
    carry: upload,
  });
}
