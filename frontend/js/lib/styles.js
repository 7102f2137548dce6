// Style sheets that only some visits need, loaded when they do.

// After this the content is shown without its styles: plain, but it works.
const TIMEOUT = 3000;

const loading = new Map();

/** Resolves once `css/<name>.css` of each name is loaded, has failed or takes too long. */
export function loadStyles(...names) {
  // A published page has all of them in its one sheet.
  return Promise.all(globalThis.IS_BUNDLED ? [] : names.map(loadOnce));
}

function loadOnce(name) {
  if (!loading.has(name)) loading.set(name, load(new URL(`../../css/${name}.css`, import.meta.url)));
  return loading.get(name);
}

function load(href) {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
  return new Promise((resolve) => {
    for (const event of ['load', 'error']) link.addEventListener(event, resolve);
    setTimeout(resolve, TIMEOUT);
    document.head.append(link);
  });
}
