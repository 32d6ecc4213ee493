// What the process is set to. Nothing is changed here: each row names the variable that does.
import { html } from '/vendor/lit.js';
import { table } from '/parts/table.js';
import { get } from '/shell/api.js';
import { Page } from '/shell/page.js';
import { t } from '/shell/words.js';

export default class SettingsPage extends Page {
  async load() { return get('/settings'); }

  /** @param {any} d */
  view({ items }) {
    return html`<h1 tabindex="-1">${t('nav.settings')}</h1><p class="muted">${t('settings.intro')}</p>
      <div class="panel">${table({
    label: t('nav.settings'), rows: items, key: (s) => s.variable,
    columns: [
      { name: t('settings.variable'), cell: (s) => html`<code translate="no">${s.variable}</code>` },
      { name: t('settings.value'), cell: (s) => (s.isSecret ? html`<span class="muted">${t(s.isSet ? 'settings.secret' : 'settings.unset')}</span>`
        : s.value ? html`<span translate="no">${s.value}</span>` : html`<span class="muted">${t('settings.unset')}</span>`) },
      { name: t('settings.from'), kind: 'nowrap', cell: (s) => t(s.isSet ? 'settings.own' : 'settings.default') },
    ],
  })}</div>`;
  }
}
