// The Tawk.to chat widget. Put your property's id here; until then no chat is loaded.

const PROPERTY_ID = 'YOUR_TAWK_PROPERTY_ID';
const WIDGET_ID = 'default';

// Checks the prefix only, so that replacing the placeholder throughout this file doesn't change the check.
const isConfigured = !PROPERTY_ID.startsWith('YOUR_');

/** Load the widget's script once; it draws its own button in the corner of the page. */
export function loadChat() {
  if (!isConfigured) return;
  window.Tawk_API = window.Tawk_API || {};
  window.Tawk_LoadStart = new Date();
  const script = document.createElement('script');
  script.async = true;
  script.crossOrigin = 'anonymous';
  script.src = `https://embed.tawk.to/${encodeURIComponent(PROPERTY_ID)}/${encodeURIComponent(WIDGET_ID)}`;
  document.head.append(script);
}
