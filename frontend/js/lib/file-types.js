// Which files the service will not take, told from their first bytes as it does. It has the last word: what is not sure here is sent.

const HEAD = 1024;
// Their insides are looked at by the service alone.
const TAKEN = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF87a', 'GIF89a', '%PDF-', 'PK\x03\x04', 'PK\x05\x06', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'];
const PROGRAMS = ['MZ', 'ZM', '\x7fELF', '\xca\xfe\xba\xbe', '\xca\xfe\xba\xbf', '\xfe\xed\xfa\xce', '\xfe\xed\xfa\xcf', '\xce\xfa\xed\xfe', '\xcf\xfa\xed\xfe'];
const UTF_16 = ['\xff\xfe', '\xfe\xff'];
// All but tab, line feed, form feed, carriage return, and escape, which colours logs.
const CONTROL = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/;
// What a browser would take for a page, or a shell for a script.
const ACTIVE = /^(?:\xef\xbb\xbf|[\s\x1b])*(?:<[A-Za-z!?/]|#!)/;

/** Whether the service will surely refuse `file` for what it is. */
export async function willBeRefused(file) {
  const bytes = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  return isRefused(String.fromCharCode(...bytes));
}

/** The same for a file's beginning, one character for each byte. */
export function isRefused(head) {
  const startsWith = (magic) => head.startsWith(magic);
  if (TAKEN.some(startsWith) || UTF_16.some(startsWith)) return false;
  if (startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return false;
  return PROGRAMS.some(startsWith) || CONTROL.test(head) || ACTIVE.test(head);
}
