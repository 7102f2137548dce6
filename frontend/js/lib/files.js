// What a file is to the reader, and names for pasted ones.

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** 'image' | 'pdf' | 'text' | 'other' */
export function kindOf(contentType) {
  const type = contentType.split(';')[0].trim();
  if (IMAGES.has(type)) return 'image';
  if (type === 'application/pdf') return 'pdf';
  return type === 'text/plain' || type === 'text/csv' ? 'text' : 'other';
}

/** Browsers call every pasted picture image.png: the time tells two of them apart. */
export function withPastedName(file, now = new Date()) {
  if (file.name !== 'image.png') return file;
  const stamp = new Date(now - now.getTimezoneOffset() * 60_000).toISOString();
  const name = `screenshot-${stamp.slice(0, 10)}-${stamp.slice(11, 19).replaceAll(':', '')}.png`;
  return new File([file], name, { type: file.type, lastModified: now.getTime() });
}

/** Hands `blob` to the reader under `name`; a link's `download` alone is ignored for other origins. */
export function saveAs(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
