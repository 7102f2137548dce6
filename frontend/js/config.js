// The API's address, and the limits of an upload.

const DEFAULT_API_BASE_URL = 'http://localhost:8000/api';

// The service's default. A server may accept more, so pages only warn above it.
export const USUAL_UPLOAD_LIMIT = 10 * 1024 * 1024;

// nginx's default.
export const PROXY_UPLOAD_LIMIT = 1024 * 1024;

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
    return null; // the browser refuses storage
  }
}
