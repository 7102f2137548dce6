// What people write, as markup: plain text with links, and code and logs in blocks of their own, folded when they are long.

import { html } from './html.js';
import { linkify } from './linkify.js';
import { formatNumber } from './locale.js';
import { text } from './messages.js';

const FOLDED_AT = 40;
const SHORTEST_LOG = 6;
const FENCE = /^ {0,3}```[^`]*$/;
const FENCE_END = /^ {0,3}```\s*$/;
const BLANK_LINES = /^(?:[^\S\n]*\n)+/;
// A moment, a level, a bracket or what a stack trace has, at the beginning of a line.
const OF_A_LOG = /^\s*(?:\[|\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:|at |File "|\.{3} \d|Caused by|(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b)/;

/** The text as [{isCode, text}]: what stands in ``` fences, and what looks like a log, is code. */
export function blocksOf(text) {
  const blocks = [];
  let plain = [];
  const flush = () => {
    blocks.push(...withLogs(plain));
    plain = [];
  };
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    if (!FENCE.test(lines[at])) {
      plain.push(lines[at]);
      continue;
    }
    flush();
    const end = lines.findIndex((line, index) => index > at && FENCE_END.test(line));
    const inside = lines.slice(at + 1, end < 0 ? lines.length : end);
    if (inside.length) blocks.push({ isCode: true, text: inside.join('\n') });
    at = end < 0 ? lines.length : end;
  }
  flush();
  return blocks;
}

/** Lines outside of fences, with the paragraphs that are logs as code; blank lines between two of them belong to it. */
function withLogs(lines) {
  const blocks = [];
  for (const { isBlank, lines: part } of paragraphsOf(lines)) {
    const last = blocks.at(-1);
    const isCode = isBlank ? Boolean(last?.isCode) : isLog(part);
    if (last?.isCode === isCode) last.lines.push(...part);
    else blocks.push({ isCode, lines: [...part] });
  }
  const whole = blocks.map(({ isCode, lines }) => ({ isCode, text: lines.join('\n') }));
  return whole.map((block) => ({ ...block, text: block.text.replace(BLANK_LINES, '').trimEnd() })).filter((block) => block.text);
}

function paragraphsOf(lines) {
  const parts = [];
  for (const line of lines) {
    const isBlank = !line.trim();
    if (parts.at(-1)?.isBlank === isBlank) parts.at(-1).lines.push(line);
    else parts.push({ isBlank, lines: [line] });
  }
  return parts;
}

function isLog(lines) {
  const matching = lines.filter((line) => OF_A_LOG.test(line)).length;
  return lines.length > FOLDED_AT || (lines.length >= SHORTEST_LOG && matching * 2 >= lines.length);
}

/** The text as markup. */
export function prose(text) {
  return html`${blocksOf(text).map((block) => (block.isCode ? code(block.text) : html`<div class="prose-text" dir="auto">${linkify(block.text)}</div>`))}`;
}

// Focusable, so that it can be scrolled with the keyboard.
function code(whole) {
  const lines = whole.split('\n');
  const [start, rest] = [lines.slice(0, FOLDED_AT), lines.slice(FOLDED_AT)].map((part) => part.join('\n'));
  return html`
    <div class="prose-code"><pre tabindex="0" dir="auto" role="region" aria-label="${text.ticket.code}">${linkify(start)}${rest && html`<span class="prose-rest">\n${linkify(rest)}</span>`}</pre>
    ${rest && html`<button type="button" class="prose-more">${text.ticket.showAll(formatNumber(lines.length))}</button>`}</div>`;
}

/** Lets the buttons within `el` show all of a folded block. */
export function followFolds(el) {
  el.addEventListener('click', ({ target }) => {
    const block = target.closest('.prose-more')?.parentElement;
    if (!block) return;
    block.classList.add('is-whole');
    block.querySelector('pre').focus();
    target.remove();
  });
}
