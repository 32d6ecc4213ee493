// Calls of the API. A failed call throws an error with the problem's own words, or ours where there are none.
import { language, t } from './words.js';

export class ApiError extends Error {
  /** @param {number} status
   *  @param {any} [problem] */
  constructor(status, problem) {
    super([problem?.title, problem?.detail, ...(problem?.errors ?? [])].filter(Boolean).join(' ')
      || t('error.status', { status }));
    this.status = status;
    this.code = problem?.code;
    /** @type {string[]} */
    this.faults = problem?.errors ?? [];
  }
}

let actor = '';

/** Says whom the page shows: the server refuses what another one would do by it.
 * @param {string} [user] its id */
export const actAs = (user = '') => { actor = user; };

/** @param {string} method
 *  @param {string} path behind /api/v1
 *  @param {any} [body]
 *  @returns {Promise<any>} */
export const call = (method, path, body) => ask(method, path, body === undefined
  ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

/** Sends a form, files and all. @param {string} path @param {FormData} form */
export const send = (path, form) => ask('POST', path, { body: form });

/** @param {string} method
 *  @param {string} path
 *  @param {RequestInit} content
 *  @returns {Promise<any>} */
async function ask(method, path, content) {
  let response;
  const isSignIn = method === 'POST' && path === '/session';
  const as = actor && method !== 'GET' && !isSignIn ? { 'X-OpsFlow-User': actor } : {};
  try {
    response = await fetch(`/api/v1${path}`, {
      method, ...content, headers: { 'Accept-Language': language(), ...as, ...content.headers },
    });
  } catch {
    throw new ApiError(0, { title: t('error.away') });
  }
  if (response.status === 204) return null;
  const text = await response.text();
  let json = null;
  try { json = text ? JSON.parse(text) : null; } catch { /* an answer of something in between */ }
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith('/session')) window.dispatchEvent(new Event('opsflow-signed-out'));
    if (json?.code === 'another_user') window.dispatchEvent(new Event('opsflow-another-user'));
    throw new ApiError(response.status, json);
  }
  return json;
}

/** @param {string} path */
export const get = (path) => call('GET', path);

/** As get, but null for what is not there. @param {string} path */
export const find = (path) => get(path).catch((e) => {
  if (e.status === 404) return null;
  throw e;
});

/** The first pages of a list, as one: what was scrolled to stays when something new comes.
 * @param {number} count
 * @param {(cursor: string | undefined) => Promise<any>} read
 * @param {string} [list] the page's property with the rows */
export async function pagesOf(count, read, list = 'items') {
  const items = [];
  let cursor;
  for (let i = 0; i < count; i++) {
    const page = await read(cursor);
    items.push(...page[list]);
    cursor = page.nextCursor ?? page.next;
    if (!cursor) break;
  }
  return { items, next: cursor };
}

/** A query string without what is empty.
 * @param {Record<string, string | number | null | undefined>} values */
export function query(values) {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) given.set(name, String(value));
  return given.size ? `?${given}` : '';
}

/** A part of a path. @param {string} text */
export const part = (text) => encodeURIComponent(text);
