// A change, side by side or unified, from the rows that the server made.
import { html, nothing } from '/vendor/lit.js';
import { t } from '/shell/words.js';
import { colored, tokens } from './code.js';

/** @typedef {{ oldLine?: number, oldText?: string, newLine?: number, newText?: string }} Row */
/** @typedef {{ heading: string, rows: Row[] }} Hunk */
/** @typedef {{ path: string, added: number, removed: number, hunks: Hunk[] }} File */

/** @param {Row} row */
const kind = (row) => (row.oldText === undefined ? 'add' : row.newText === undefined ? 'del'
  : row.oldText === row.newText ? 'same' : 'change');

/** Both sides of a hunk with colours, each read as a whole: a comment may span lines.
 * @param {Hunk} hunk
 * @param {string} path */
function sides(hunk, path) {
  const old = tokens(hunk.rows.filter((r) => r.oldText !== undefined).map((r) => r.oldText).join('\n'), path);
  const now = tokens(hunk.rows.filter((r) => r.newText !== undefined).map((r) => r.newText).join('\n'), path);
  let [o, n] = [0, 0];
  return hunk.rows.map((row) => ({
    row, old: row.oldText === undefined ? undefined : old[o++], now: row.newText === undefined ? undefined : now[n++],
  }));
}

/** @param {File} file */
export const anchor = (file) => `file-${file.path.replace(/[^\w.-]/g, '_')}`;

/** @param {File[]} files */
export const fileList = (files) => html`<ul class="files">${files.map((f) => html`<li>
  <a href="#" translate="no" @click=${(/** @type {Event} */ e) => {
    e.preventDefault();
    const target = document.getElementById(anchor(f));
    target?.scrollIntoView({ block: 'start' });
    target?.focus({ preventScroll: true });
  }}>${f.path}</a>
  <span class="good" translate="no">+${f.added}</span> <span class="bad" translate="no">−${f.removed}</span></li>`)}</ul>`;

/** @param {File} file
 *  @param {{ isUnified: boolean, note?: string, href?: (path: string, line: number) => string | null }} options */
export function diff(file, { isUnified, note, href }) {
  return html`<section class="diff" id=${anchor(file)} tabindex="-1" aria-label=${file.path}>
    <h3 translate="no">${file.path} ${note ? html`<small class="muted" translate="yes">${note}</small>` : nothing}</h3>
    <div class="code" role="region" tabindex="0" aria-label=${t('diff.of', { path: file.path })} translate="no">
    <table role="presentation" class=${isUnified ? 'unified' : 'split'}>
      ${isUnified ? nothing : html`<colgroup><col class="line"><col><col class="line"><col></colgroup>`}
      ${file.hunks.map((hunk) => html`<tr class="hunk"><td colspan="4">… ${hunk.heading}</td></tr>
        ${isUnified ? unified(hunk, file.path, href) : split(hunk, file.path, href)}`)}
    </table></div></section>`;
}

/** @param {number | undefined} line
 *  @param {string | null | undefined} link */
const number = (line, link) => html`<td class="number">${link ? html`<a href=${link} rel="noreferrer">${line}</a>` : line}</td>`;

/** @param {Hunk} hunk
 *  @param {string} path
 *  @param {any} href */
function split(hunk, path, href) {
  return sides(hunk, path).map(({ row, old, now }) => {
    const k = kind(row);
    const del = k === 'del' || k === 'change' ? 'del' : '';
    const add = k === 'add' || k === 'change' ? 'add' : '';
    return html`<tr>${number(row.oldLine, row.oldLine ? href?.(path, row.oldLine) : null)}
      <td class="text ${old ? del : 'none'}">${colored(old)}</td>
      ${number(row.newLine, null)}<td class="text ${now ? add : 'none'}">${colored(now)}</td></tr>`;
  });
}

/** @param {Hunk} hunk
 *  @param {string} path
 *  @param {any} href */
function unified(hunk, path, href) {
  const rows = sides(hunk, path);
  const shown = [];
  for (let i = 0; i < rows.length;) {
    if (kind(rows[i].row) === 'same') {
      const { row, now } = rows[i++];
      shown.push(html`<tr>${number(row.oldLine, href?.(path, row.oldLine))}${number(row.newLine, null)}
        <td class="sign"></td><td class="text">${colored(now)}</td></tr>`);
      continue;
    }
    const start = i;
    while (i < rows.length && kind(rows[i].row) !== 'same') i++;
    for (const { row, old } of rows.slice(start, i)) {
      if (old) shown.push(html`<tr class="del">${number(row.oldLine, href?.(path, row.oldLine))}${number(undefined, null)}
        <td class="sign">−</td><td class="text">${colored(old)}</td></tr>`);
    }
    for (const { row, now } of rows.slice(start, i)) {
      if (now) shown.push(html`<tr class="add">${number(undefined, null)}${number(row.newLine, null)}
        <td class="sign">+</td><td class="text">${colored(now)}</td></tr>`);
    }
  }
  return shown;
}
