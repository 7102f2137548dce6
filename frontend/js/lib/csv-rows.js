// Counts the rows of comma-separated values while they arrive.

const QUOTE = 34;
const LINE_FEED = 10;

/** A function that takes the next bytes (a Uint8Array) and returns how many rows there are so far, without the titles. */
export function rowCounter() {
  let lines = 0;
  let isQuoted = false;
  return (bytes) => {
    for (const byte of bytes) {
      // A quote within a text is doubled, which makes no difference.
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === LINE_FEED && !isQuoted) lines += 1;
    }
    return Math.max(0, lines - 1);
  };
}
