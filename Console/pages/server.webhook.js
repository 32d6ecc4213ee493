// Sends a report as the server would, from this page: signed where this page knows the secret.
import { html } from '/vendor/lit.js';
import { t } from '/shell/words.js';

/** @param {string} secret
 *  @param {string} body
 *  @returns {Promise<Record<string, string>>} */
async function signed(secret, body) {
  const id = crypto.randomUUID();
  const timestamp = `${Math.floor(Date.now() / 1000)}`;
  const bytes = Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (c) => c.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mark = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${id}.${timestamp}.${body}`));
  return {
    'webhook-id': id, 'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${btoa(String.fromCharCode(...new Uint8Array(mark)))}`,
  };
}

/** @param {any} server
 *  @param {string} secret made on this page, or empty
 *  @returns {Promise<{ ok: boolean, text: any }>} */
export async function testWebhook(server, secret) {
  const body = JSON.stringify({
    serverName: server.name, serverIp: server.hosts[0] === '*' ? '127.0.0.1' : server.hosts[0],
    errorType: 'OpsFlow.TestReport', message: 'A test report from the console.', environment: 'test',
    stackTrace: `OpsFlow.TestReport: A test report from the console.\n   at Console.Test${Date.now()}() in /app/Test.cs:line 1`,
  });
  const headers = { 'Content-Type': 'application/json', ...(secret && crypto.subtle ? await signed(secret, body) : {}) };
  const response = await fetch('/api/v1/webhook/error', { method: 'POST', headers, body });
  const answer = await response.json().catch(() => ({}));
  if (answer.analysisId) {
    return { ok: true, text: html`${t('server.reported')} <a href="#/analyses/${answer.analysisId}">${t('nav.analysis')}</a>` };
  }
  if (response.status === 401 && server.hasWebhookSecret) return { ok: true, text: t('server.unsigned') };
  return { ok: false, text: answer.status === 'ignored' ? t('server.ignored') : html`<span translate="no">${answer.title ?? response.status}</span>` };
}
