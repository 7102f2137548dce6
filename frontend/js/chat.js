// The Tawk.to chat. Put your property's id here; until then no chat is loaded.

const PROPERTY_ID = 'YOUR_TAWK_PROPERTY_ID';
const WIDGET_ID = 'default';
// chat.html under a host name of its own; see the README.
const CHAT_PAGE = '';

export async function loadChat() {
  // The prefix only, so that replacing the placeholder everywhere changes no check.
  if (PROPERTY_ID.startsWith('YOUR_')) return;
  const { mountChat } = await import('./components/chat-frame.js');
  mountChat({ page: CHAT_PAGE, property: PROPERTY_ID, widget: WIDGET_ID });
}
