// What search and header ask of analyses: apart from the page, which is loaded only when it is looked at.
import { get, query } from '/shell/api.js';

/** @param {string} q */
export async function find(q) {
  const { items } = await get(`/analyses${query({ q, limit: 8 })}`);
  return items.map((/** @type {any} */ a) => ({
    label: a.errorType, detail: `${a.server} · ${a.message}`, href: `#/analyses/${a.id}`, icon: 'list', isData: true,
  }));
}

export async function waits() {
  const { states } = await get('/analyses/overview');
  return states.AwaitingApproval ?? 0;
}
