// The servers that may report errors.
import { html, nothing } from '/vendor/lit.js';
import { data, empty, facts } from '/parts/facts.js';
import { state } from '/parts/state.js';
import { get, part } from '/shell/api.js';
import { Page } from '/shell/page.js';
import { can } from '/shell/session.js';
import { t } from '/shell/words.js';

export default class ServersPage extends Page {
  async load() { return get('/servers'); }

  /** @param {any} d */
  view({ items }) {
    const add = can('write') ? html`<a class="button" id="add" href="#/servers/new">${t('servers.add')}</a>` : nothing;
    return html`<div class="heading"><h1 tabindex="-1">${t('nav.servers')}</h1><span class="grow"></span>${items.length ? add : nothing}</div>
      ${items.length ? items.map(server) : html`<div class="panel">${empty(t('servers.none'), add)}</div>`}`;
  }
}

/** @param {any} s */
const server = (s) => html`<section class="panel"><div class="heading">
    <h2 translate="no">${can('write') ? html`<a href="#/servers/${part(s.id)}">${s.name}</a>` : s.name}</h2>
    ${s.active ? nothing : state('paused')}<span class="grow"></span>
    <a href="#/analyses?server=${part(s.name)}">${t('servers.errors')}</a></div>
  ${facts([
    [t('server.repository'), data(s.repositoryUrl)], [t('server.branch'), data(s.branch)],
    [t('server.hosts'), data(s.hosts.join(', '))], [t('server.slackChannel'), data(s.slackChannel)],
    [t('server.approvers'), data(s.approvers.join(', '))], [t('server.testCommand'), data(s.testCommand)],
    [t('server.secrets'), [s.hasToken ? t('server.token') : '', s.hasWebhookSecret ? t('server.webhookSecret') : '']
      .filter(Boolean).join(', ') || t('server.noSecrets')],
  ])}${s.slackProblem ? html`<p class="notice bad" translate="no">${s.slackProblem}</p>` : nothing}</section>`;
