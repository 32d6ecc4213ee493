// The Markdown of an answer as nodes of the page. Models repeat what strangers wrote: only plain formatting gets through,
// HTML stays text, no picture is fetched (its address could carry what was said to whoever serves it), and links lead to
// the web and nowhere else. What of a text has not changed keeps its nodes while the rest is written.
import { guard, html } from '/vendor/lit.js';
import { Marked, purify } from '/vendor/markdown.js';

// Longer texts stay plain: a page must not stand still over an answer.
const most = 100_000;

const tags = ['p', 'br', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'hr', 'table', 'thead',
  'tbody', 'tr', 'th', 'td'];

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: (/** @type {any} */ { text }) => escaped(text),
    checkbox: (/** @type {any} */ { checked }) => (checked ? '☑ ' : '☐ '),
    image: (/** @type {any} */ { href, text }) => `<a href="${escaped(href)}">${escaped(text || href)}</a>`,
    // The page has its own headings.
    heading(/** @type {any} */ { tokens }) { return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>`; },
  },
});

purify.addHook('afterSanitizeAttributes', (/** @type {any} */ node) => {
  if (node.tagName !== 'A') return;
  if (!node.hasAttribute('href')) { node.replaceWith(...node.childNodes); return; }
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
});

/** @param {any} token */
const block = (token) => purify.sanitize(marked.parser([token]), {
  ALLOWED_TAGS: tags,
  ALLOWED_ATTR: ['href', 'start'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  RETURN_DOM_FRAGMENT: true,
});

/** @param {string} text */
export const markdown = (text) => (text.length > most
  ? html`<p class="plain">${text}</p>`
  : marked.lexer(text).map((token) => guard([token.raw], () => block(token))));
