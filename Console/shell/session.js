// Who is signed in, and what they may do.
import { actAs, call } from './api.js';

/** @typedef {{ id: string, name: string, scopes: string[] }} Session */
/** @type {Session | null} */
let session = null;
/** @type {Promise<Session | null>} */
let newest = Promise.resolve(null);

// All tabs have one session: whoever signs in or out in one of them does so in each.
const tabs = new BroadcastChannel('opsflow-session');
tabs.onmessage = () => window.dispatchEvent(new Event('opsflow-session'));

export const who = () => session;

/** The name under which the browser keeps what this user typed: the next one must not find it.
 * @param {string} what */
export const own = (what) => `opsflow.${session?.id}.${what}`;

/** Whether the server would let this user: an action that it would refuse is not shown.
 * @param {'read' | 'use' | 'decide' | 'write' | 'access' | 'metrics'} scope */
export const can = (scope) => session?.scopes.includes(scope) ?? false;

/** Whether the server would let this user act on what is somebody's: their own, or with the scope for it anybody's.
 * @param {string} owner */
export const canChange = (owner) => can('decide') || (can('use') && owner === session?.id);

export function refresh() {
  /** @type {Promise<Session | null>} */
  const mine = call('GET', '/session').catch((e) => {
    if (e.status !== 401) throw e;
    return null;
  }).then((found) => {
    // An answer that was overtaken may be of a session that is over.
    if (mine !== newest) return newest;
    session = found;
    actAs(session?.id);
    return session;
  });
  newest = mine;
  return mine;
}

/** @param {{ key: string } | { name: string, password: string }} credentials */
export async function signIn(credentials) {
  await call('POST', '/session', credentials);
  tabs.postMessage(null);
  return refresh();
}

export async function signOut() {
  await call('DELETE', '/session');
  session = null;
  newest = Promise.resolve(null);
  actAs();
  tabs.postMessage(null);
}
