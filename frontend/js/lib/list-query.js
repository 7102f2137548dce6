// The list's state as the URL has it: what is searched, filtered, ordered, and which page.

export const DEFAULTS = { search: '', category: [], status: [], requester: '', ordering: '-createdAt', page: 1, pageSize: 10 };

export function readQuery(search) {
  const params = new URLSearchParams(search);
  return {
    search: (params.get('search') ?? '').trim(),
    category: params.getAll('category'),
    status: params.getAll('status'),
    requester: (params.get('requester') ?? '').trim(),
    ordering: params.get('ordering') || DEFAULTS.ordering,
    page: wholeNumber(params.get('page'), DEFAULTS.page),
    pageSize: wholeNumber(params.get('pageSize'), DEFAULTS.pageSize),
  };
}

/** "?status=New&page=2": defaults are left out, so that the plain list has a plain address. */
export function writeQuery(query) {
  const params = new URLSearchParams();
  for (const [name, fallback] of Object.entries(DEFAULTS)) {
    if (Array.isArray(fallback)) query[name].forEach((value) => params.append(name, value));
    else if (query[name] !== fallback) params.set(name, query[name]);
  }
  return params.size ? `?${params}` : '';
}

export function isFiltered(query) {
  return Boolean(query.search || query.category.length || query.status.length || query.requester);
}

function wholeNumber(text, fallback) {
  return /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : fallback;
}
