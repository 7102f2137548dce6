// Attached files. Their links carry their own permission, so no token is sent.

import { ApiError } from './transport.js';

export async function fetchFile(url) {
  return (await open(url)).blob();
}

/** The first `limit` bytes as text, and whether there is more. */
export async function fetchTextStart(url, limit) {
  const reader = (await open(url)).body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let read = 0; read < limit; ) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), more: false };
    text += decoder.decode(value.subarray(0, limit - read), { stream: true });
    read += value.length;
  }
  await reader.cancel();
  return { text, more: true };
}

async function open(url) {
  // An <img> may have cached the same file without CORS, which would make it unreadable here.
  const response = await fetch(url, { cache: 'no-store' });
  if (!response.ok) throw await ApiError.from(response);
  return response;
}
