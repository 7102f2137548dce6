// The API's address, and the limits of an upload.

// `make publish` sets the global, which may be a path on the pages' host.
const DEFAULT_API_BASE_URL = globalThis.API_BASE_URL ?? 'http://localhost:8000/api';

// The service's default. A server may accept more, so pages only warn above it.
export const USUAL_UPLOAD_LIMIT = 10 * 1024 * 1024;

// nginx's default.
export const PROXY_UPLOAD_LIMIT = 1024 * 1024;

export const MAX_FILES = 5;

/** The API's whole address without a trailing slash; `localStorage.setItem('API_BASE_URL', …)` overrides it. */
export function apiBaseUrl() {
  const address = (override() || DEFAULT_API_BASE_URL).replace(/\/+$/, '');
  return address.startsWith('/') ? location.origin + address : address;
}

export function isOverridden() {
  return Boolean(override());
}

function override() {
  try {
    return localStorage.getItem('API_BASE_URL')?.trim();
  } catch {
    return null; // the browser refuses storage
  }
}
