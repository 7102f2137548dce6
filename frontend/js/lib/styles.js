// Style sheets that only some visits need, loaded when they do.

// Longer than that nobody waits for how a thing looks.
const PATIENCE = 3000;

const loading = new Map();

/** Resolves when `css/<name>.css` of each name is there, or can't be had in good time: what needs it is then plain, and works. */
export function loadStyles(...names) {
  return Promise.all(names.map(loadOnce));
}

function loadOnce(name) {
  if (!loading.has(name)) loading.set(name, load(new URL(`../../css/${name}.css`, import.meta.url)));
  return loading.get(name);
}

function load(href) {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  return new Promise((resolve) => {
    link.addEventListener('load', resolve);
    link.addEventListener('error', resolve);
    setTimeout(resolve, PATIENCE);
    document.head.append(link);
  });
}
