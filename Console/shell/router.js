// Addresses are behind the hash, so that any file server can serve the console: #/analyses/ID?view=unified
import { pages } from '/pages/index.js';

/** @typedef {{ page: any, params: Record<string, string>, query: Record<string, string>, path: string }} Route */

/** @param {string} path
 *  @param {string} pattern */
function match(path, pattern) {
  const names = /** @type {string[]} */ ([]);
  const source = pattern.replace(/:(\w+)/g, (_, name) => { names.push(name); return '([^/]+)'; });
  const found = new RegExp(`^${source}$`).exec(path);
  return found && Object.fromEntries(names.map((name, i) => [name, decode(found[i + 1])]));
}

/** @param {string} text */
function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

/** The page of an address; null for one that leads nowhere.
 * @returns {Route | null} */
export function route(hash = location.hash) {
  const [path, search = ''] = (hash.replace(/^#/, '') || '/').split('?', 2);
  for (const page of pages) {
    const params = match(path, page.path);
    if (params) return { page, params, query: Object.fromEntries(new URLSearchParams(search)), path };
  }
  return null;
}

/** Changes the query of the address without a new entry in the browser's history.
 * @param {Record<string, string>} changes */
export function changeQuery(changes) {
  const [path, search = ''] = location.hash.split('?', 2);
  const values = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) values.set(name, value);
    else values.delete(name);
  }
  history.replaceState(null, '', `${path || '#/'}${values.size ? `?${values}` : ''}`);
  window.dispatchEvent(new Event('hashchange'));
}
