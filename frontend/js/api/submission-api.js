// Submitting a ticket, a reply or a note with its files: an upload that tells its progress, which fetch can't.

import { callForJson } from './client.js';

// Without progress, and from the last byte to the answer: the service may pass the files on to a store first.
const TIMEOUT = 90_000;

/** `form` is a FormData. The same `key` with the same content makes one ticket, however often it is sent. */
export function createTicket(form, options) {
  return submit('/tickets', form, options);
}

/** `kind` is 'reply' or 'note'. With `seen`, the timeline's ETag, it is refused with 412 when somebody else has written since. */
export function sendMessage(id, kind, form, options) {
  return submit(`/tickets/${encodeURIComponent(id)}/${kind === 'note' ? 'notes' : 'replies'}`, form, options);
}

function submit(path, form, { key, seen, signal, onProgress }) {
  const headers = { 'Idempotency-Key': key, ...(seen && { 'If-Match': seen }) };
  return callForJson(path, { method: 'POST', body: form, headers, signal, onProgress, carry: upload });
}

/** Resolves to a Response; `onProgress(share)` hears how much of the body is sent. */
function upload(url, { method, headers, body, signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    let timer;
    const restartTimer = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), TIMEOUT);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      restartTimer();
      onProgress(total ? loaded / total : 0);
    };
    request.onloadend = () => clearTimeout(timer);
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(new TypeError('The upload broke off'));
    request.onabort = () => reject(signal?.aborted ? signal.reason : new TypeError('No answer in time'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    restartTimer();
    request.send(body);
  });
}

function responseOf(request) {
  const headers = request.getAllResponseHeaders().trim().split('\r\n').filter(Boolean);
  return new Response(request.responseText || null, {
    status: request.status,
    headers: headers.map((line) => line.split(/: (.*)/s).slice(0, 2)),
  });
}
