// A request that tells how far it is: fetch can't.

// Without any progress, and from the last byte to the answer: the service may hand the files on to a store first.
const PATIENCE = 90_000;

/** Resolves to a Response; `onProgress(share)` hears how much of the body is out. */
export function upload(url, { method, headers, body, signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    let patience;
    const wait = () => {
      clearTimeout(patience);
      patience = setTimeout(() => request.abort(), PATIENCE);
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
