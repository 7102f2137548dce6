// localStorage and sessionStorage, as text or as JSON, without failing where a browser refuses both.

function storage(area) {
  const quietly = (action) => {
    try {
      return action(area());
    } catch {
      return null; // refused, full, or not what we wrote: as if it were not there
    }
  };
  return {
    readText: (key) => quietly((store) => store.getItem(key)),
    writeText: (key, text) => quietly((store) => store.setItem(key, text)),
    read: (key) => quietly((store) => JSON.parse(store.getItem(key))),
    write: (key, value) => quietly((store) => store.setItem(key, JSON.stringify(value))),
    remove: (key) => quietly((store) => store.removeItem(key)),
  };
}

export const local = storage(() => localStorage);
export const perTab = storage(() => sessionStorage);
