// What a server that already reports elsewhere is set to: the lines to copy, and another key for them.
import { html, nothing } from '/vendor/lit.js';
import { copy } from '/parts/secret.js';
import { call, part } from '/shell/api.js';
import { confirm } from '/shell/confirm.js';
import { say } from '/shell/toast.js';
import { t } from '/shell/words.js';

/** @param {any} server
 *  @param {() => any} reload */
export function reportLines(server, reload) {
  // Only who may change a server is told its key.
  if (!server.reportKey) return nothing;
  const { protocol, host, origin } = location;
  const lines = /** @type {const} */ ([
    ['dsn', `SENTRY_DSN=${protocol}//${server.reportKey}@${host}/${server.reportNumber}`],
    ['otel', [`OTEL_EXPORTER_OTLP_ENDPOINT=${origin}`, 'OTEL_EXPORTER_OTLP_PROTOCOL=http/json',
      `OTEL_EXPORTER_OTLP_HEADERS=x-opsflow-key=${server.reportKey}`].join('\n')]]);
  const rotate = async () => {
    if (await confirm({
      title: t('reports.rotateTitle'), text: html`<p>${t('reports.rotateText')}</p>`, action: t('secret.rotate'), danger: true,
      run: () => call('POST', `/servers/${part(server.id)}/report-key`),
    })) say(t('saved'));
    await reload();
  };
  return html`<section class="panel" aria-labelledby="reports-h"><h2 id="reports-h">${t('reports.title')}</h2>
    <p class="muted">${t('reports.help')}</p>
    ${lines.map(([name, line]) => html`<p class="once"><span>${t(`reports.${name}`)}</span>
      <code id="report-${name}" translate="no">${line}</code>
      <button type="button" aria-label="${t('action.copy')} ${t(`reports.${name}`)}" @click=${() => copy(line)}>${t('action.copy')}</button></p>`)}
    <p><button type="button" class="danger" id="rotate-report-key" @click=${rotate}>${t('secret.rotate')}</button></p></section>`;
}
