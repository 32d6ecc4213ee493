// The first hour: what to do until the first server has reported.
import { html, nothing } from '/vendor/lit.js';
import { can } from '/shell/session.js';
import { t } from '/shell/words.js';

/** One word of a shell, whatever is in it. @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param {any} d */
export function firstHour({ servers, system }) {
  const server = servers[0];
  const isOff = (/** @type {string} */ name) => system.some((/** @type {any} */ p) => p.name === name && p.state === 'off');
  const example = server ? `curl ${location.origin}/api/v1/webhook/error -H 'Content-Type: application/json' -d ${quoted(JSON.stringify({
    serverName: server.name, serverIp: server.hosts[0] === '*' ? '127.0.0.1' : server.hosts[0],
    errorType: 'java.lang.IllegalStateException', message: 'A first error',
    stackTrace: 'java.lang.IllegalStateException: A first error\n\tat shop.Orders.find(Orders.java:7)',
  }))}` : '';
  return html`<section class="panel" aria-labelledby="first-h"><h2 id="first-h">${t('first.title')}</h2>
    <p>${t('first.intro')}</p>
    <ol class="timeline">
      <li class=${server ? 'good' : 'wait'}><strong>${t('first.server')}</strong><p>${t('first.serverHow')}</p>
        ${server ? html`<p class="good">${t('first.done')}</p>` : can('write')
    ? html`<p><a class="button" href="#/servers/new">${t('servers.add')}</a></p>` : nothing}</li>
      <li class=${server ? 'wait' : 'quiet'}><strong>${t('first.report')}</strong><p>${t('first.reportHow')}</p>
        ${example ? html`<pre tabindex="0" role="region" aria-label=${t('first.report')} translate="no">${example}</pre>` : nothing}</li>
      <li class=${isOff('models') ? 'quiet' : 'good'}><strong>${t('first.model')}</strong>
        <p>${t('first.modelHow')} <code translate="no">OPSFLOW_LLM_URL</code>, <code translate="no">OPSFLOW_LLM_MODEL</code></p></li>
      <li class=${isOff('slack') ? 'quiet' : 'good'}><strong>${t('first.slack')}</strong>
        <p>${t('first.slackHow')} <code translate="no">OPSFLOW_SLACK_BOT_TOKEN</code>,
        <code translate="no">OPSFLOW_SLACK_SIGNING_SECRET</code></p></li>
      <li class="quiet"><strong>${t('first.decide')}</strong><p>${t('first.decideHow')}</p></li>
    </ol></section>`;
}
