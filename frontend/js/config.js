// Where the API is; nothing else in the pages knows an address.

const DEFAULT_API_BASE_URL = 'http://localhost:8000/api';

// The service's own default. A server may be set up to take more, so pages only warn above it.
export const USUAL_UPLOAD_LIMIT = 10 * 1024 * 1024;

export const MAX_FILES = 5;

/** The API's address without a trailing slash; `localStorage.setItem('API_BASE_URL', …)` overrides it. */
export function apiBaseUrl() {
  return (override() || DEFAULT_API_BASE_URL).replace(/\/+$/, '');
}

export function isOverridden() {
  return Boolean(override());
}

function override() {
  try {
    return localStorage.getItem('API_BASE_URL')?.trim();
  } catch {
    return null; // a browser that refuses storage still gets the default
  }
}
