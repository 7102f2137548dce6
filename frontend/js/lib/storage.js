// localStorage and sessionStorage, as text or JSON; where the browser refuses both, nothing is stored and nothing fails.

const FLASH = 'flash';

function storage(area) {
  const attempt = (action) => {
    try {
      return action(area());
    } catch {
      return null; // refused, full, or not what we wrote
    }
  };
  return {
    readText: (key) => attempt((store) => store.getItem(key)),
    writeText: (key, text) => attempt((store) => store.setItem(key, text)),
    read: (key) => attempt((store) => JSON.parse(store.getItem(key))),
    write: (key, value) => attempt((store) => store.setItem(key, JSON.stringify(value))),
    remove: (key) => attempt((store) => store.removeItem(key)),
  };
}

export const local = storage(() => localStorage);
export const perTab = storage(() => sessionStorage);

/** Keeps a message for the next page to show once. */
export function setFlash(message, tone = 'info', lines = []) {
  perTab.write(FLASH, { message, tone, lines });
}

export function takeFlash() {
  const flash = perTab.read(FLASH);
  perTab.remove(FLASH);
  return flash;
}
