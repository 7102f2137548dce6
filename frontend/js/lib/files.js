// What a file is, names for pasted ones, and which ones the service will refuse.

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

const SAMPLE = 64; // pixels
const HEAD = 1024;
const PROGRAMS = ['\x7fELF', '\xca\xfe\xba\xbe', '\xca\xfe\xba\xbf', '\xfe\xed\xfa\xce', '\xfe\xed\xfa\xcf', '\xce\xfa\xed\xfe', '\xcf\xfa\xed\xfe'];
// A text may begin with "MZ"; a Windows program has such bytes behind it.
const WINDOWS_PROGRAM = /^MZ[^]*[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]/;

/** 'image' | 'pdf' | 'text' | 'other' */
export function kindOf(contentType) {
  const type = contentType.split(';')[0].trim();
  if (IMAGES.has(type)) return 'image';
  if (type === 'application/pdf') return 'pdf';
  return type === 'text/plain' || type === 'text/csv' ? 'text' : 'other';
}

export function totalSize(files) {
  return files.reduce((sum, file) => sum + file.size, 0);
}

/** Browsers call every pasted picture image.png: the time tells two of them apart. */
export function withPastedName(file, now = new Date()) {
  if (file.name !== 'image.png') return file;
  const stamp = new Date(now - now.getTimezoneOffset() * 60_000).toISOString();
  const name = `screenshot-${stamp.slice(0, 10)}-${stamp.slice(11, 19).replaceAll(':', '')}.png`;
  return new File([file], name, { type: file.type, lastModified: now.getTime() });
}

/** Whether a browser shows anything of the picture: half of a damaged one is worth showing, an empty box is not. */
export async function isVisible(blob) {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  await image.decode();
  const context = new OffscreenCanvas(SAMPLE, SAMPLE).getContext('2d');
  context.drawImage(image, 0, 0, SAMPLE, SAMPLE);
  URL.revokeObjectURL(image.src);
  return context.getImageData(0, 0, SAMPLE, SAMPLE).data.some(Boolean);
}

/** Saves `blob` under `name`: browsers ignore a link's `download` for other origins. */
export function saveAs(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Whether the service will surely refuse `file`. It has the last word: in doubt the file is sent. */
export async function willBeRefused(file) {
  const bytes = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  return isRefused(String.fromCharCode(...bytes));
}

/** The same for the start of a file, one character for each byte: only programs are sure to be refused. */
export function isRefused(head) {
  return PROGRAMS.some((magic) => head.startsWith(magic)) || WINDOWS_PROGRAM.test(head);
}
