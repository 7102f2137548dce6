// Where the bytes of a long download go: into a file on disk while they come, or, where browsers can't, into their memory.

import { saveBlob } from './save-blob.js';

/** {write, close, abort}; throws an AbortError when the reader chooses no file. Must be called soon after a click. */
export async function openSink(name, { type, description, ending }) {
  if (!window.showSaveFilePicker) return memorySink(name, type);
  const handle = await showSaveFilePicker({ suggestedName: name, types: [{ description, accept: { [type]: [ending] } }] });
  const file = await handle.createWritable();
  // What is aborted leaves the file as it was.
  return { write: (bytes) => file.write(bytes), close: () => file.close(), abort: () => file.abort() };
}

function memorySink(name, type) {
  const parts = [];
  return { write: (bytes) => parts.push(bytes), close: () => saveBlob(new Blob(parts, { type }), name), abort: () => parts.splice(0) };
}
