// One exchange with the API, over fetch or, where progress is asked for, over XMLHttpRequest.

import { apiBaseUrl } from '../config.js';
import { watchPatience } from '../lib/slowness.js';
import { Unreachable } from './problems.js';

const PATIENCE = 30_000;
// Without any progress of an upload, and from its last byte to the answer: the service may hand the files on to a store first.
const UPLOAD_PATIENCE = 90_000;

/** Resolves to a Response whatever its status; throws `Unreachable`, or an AbortError when `signal` said so. */
export async function exchange(path, { method = 'GET', headers = {}, body, signal, onProgress }) {
  const url = apiBaseUrl() + path;
  try {
    if (onProgress) return await upload(url, { method, headers, body, signal, onProgress });
    return await watchPatience(fetch(url, { method, headers, body, cache: 'no-store', signal: within(PATIENCE, signal) }));
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new Unreachable(await somethingAnswers());
  }
}

function within(milliseconds, signal) {
  const timeout = AbortSignal.timeout(milliseconds);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

// fetch cannot report the progress of an upload.
function upload(url, { method, headers, body, signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    let patience;
    const wait = () => {
      clearTimeout(patience);
      patience = setTimeout(() => request.abort(), UPLOAD_PATIENCE);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      wait();
      onProgress(total ? loaded / total : 0);
    };
    request.onloadend = () => clearTimeout(patience);
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(new TypeError('The upload broke off'));
    request.onabort = () => reject(signal?.aborted ? signal.reason : new TypeError('No answer in time'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    wait();
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

// A service that is up but does not allow this page's origin fails like one that is down.
// A request without CORS tells the two apart: its answer cannot be read, but it arrives.
async function somethingAnswers() {
  try {
    await fetch(`${apiBaseUrl()}/health`, { mode: 'no-cors', cache: 'no-store', signal: AbortSignal.timeout(2000) });
    return true;
  } catch {
    return false;
  }
}
