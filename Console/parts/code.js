// Code as text with colours. Prism's tokens, never its HTML: nothing of a repository is parsed as markup.
import { html, nothing } from '/vendor/lit.js';

/** @type {any} */
let prism = null;
/** @type {Record<string, string>} */
const endings = {
  java: 'java', kt: 'kotlin', kts: 'kotlin', cs: 'csharp', py: 'python', pyi: 'python', go: 'go',
  js: 'javascript', mjs: 'javascript', cjs: 'javascript', jsx: 'javascript',
  ts: 'typescript', mts: 'typescript', cts: 'typescript', tsx: 'typescript',
};
// Longer code stays without colours: a page must not stand still over a file that somebody sent.
const most = 200_000;

/** Loads what colours need; without it code is shown plain. */
export async function colors() {
  prism ??= (await import('/vendor/prism.js')).default;
}

/** @typedef {{ type: string, text: string }[]} Line */

/** The lines of a text as tokens.
 * @param {string} text
 * @param {string} path
 * @returns {Line[]} */
export function tokens(text, path) {
  const grammar = prism?.languages[endings[path.split('.').pop() ?? ''] ?? ''];
  if (!grammar || text.length > most) return text.split('\n').map((line) => [{ type: '', text: line }]);
  /** @type {Line[]} */
  const lines = [[]];
  /** @param {any} token
   *  @param {string} type */
  const add = (token, type) => {
    if (typeof token === 'string') {
      token.split('\n').forEach((/** @type {string} */ piece, /** @type {number} */ i) => {
        if (i > 0) lines.push([]);
        if (piece) lines[lines.length - 1].push({ type, text: piece });
      });
    } else if (Array.isArray(token)) token.forEach((/** @type {any} */ t) => add(t, type));
    else add(token.content, token.type);
  };
  prism.tokenize(text, grammar).forEach((/** @type {any} */ token) => add(token, ''));
  return lines;
}

/** @param {Line | undefined} line */
export const colored = (line) => line?.map((t) => (t.type ? html`<span class="tok ${t.type}">${t.text}</span>` : t.text));

/** A piece of a file with line numbers, one of them marked, each a link where there is somewhere to link to.
 * @param {{ path: string, text: string, firstLine: number, marked?: number, href?: (line: number) => string | null,
 *   label: string }} piece */
export function code({ path, text, firstLine, marked, href, label }) {
  const lines = tokens(text.replace(/\n$/, ''), path);
  return html`<div class="code" role="region" tabindex="0" aria-label=${label} translate="no"><table role="presentation">
    ${lines.map((line, i) => {
    const number = firstLine + i;
    const link = href?.(number);
    return html`<tr class=${number === marked ? 'marked' : nothing}>
      <td class="number">${link ? html`<a href=${link} rel="noreferrer">${number}</a>` : number}</td>
      <td class="text">${colored(line)}</td></tr>`;
  })}</table></div>`;
}
