// Markup from templates. Every value is escaped, so typed text never becomes an element or an attribute.

class Markup {
  constructor(source) {
    this.source = source;
  }
}

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(value) {
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

function sourceOf(value) {
  if (value instanceof Markup) return value.source;
  if (Array.isArray(value)) return value.map(sourceOf).join('');
  return value === null || value === undefined || value === false ? '' : escape(value);
}

/** Tag for templates: html`<p title="${title}">${text}</p>`. Attributes must be quoted. */
export function html(strings, ...values) {
  return new Markup(String.raw({ raw: strings }, ...values.map(sourceOf)));
}

export function fragment(markup) {
  const template = document.createElement('template');
  template.innerHTML = sourceOf(markup);
  return template.content;
}

export function render(target, markup) {
  target.replaceChildren(fragment(markup));
}
