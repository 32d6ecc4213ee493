import { call, get } from '../api.js';
import { clear, el, facts, say } from '../dom.js';
import { t } from '../text.js';

export async function serversPage(main) {
  const list = el('ul', { class: 'cards' });
  const place = el('div');
  const load = async () => {
    const { items } = await get('/servers');
    clear(list, items.length ? items.map((s) => card(s, edit, load)) : el('li', { class: 'muted' }, t('noServers')));
  };
  const edit = (server) => {
    clear(place, form(server, async () => { clear(place); await load(); }, () => clear(place)));
    place.querySelector('input')?.focus();
  };
  await load();
  clear(main, el('h1', {}, t('servers')),
    el('p', {}, el('button', { type: 'button', class: 'primary', onclick: () => edit(null) }, t('add'))), place, list);
}

function card(server, edit, reload) {
  return el('li', {},
    el('div', { class: 'row' }, el('strong', {}, server.name),
      el('button', { type: 'button', 'aria-label': `${t('edit')} ${server.name}`, onclick: () => edit(server) }, t('edit')),
      el('button', {
        type: 'button', class: 'danger', 'aria-label': `${t('remove')} ${server.name}`,
        onclick: async () => {
          if (!window.confirm(t('confirmRemove'))) return;
          await call('DELETE', `/servers/${server.id}`);
          say(t('removed'));
          reload();
        },
      }, t('remove'))),
    facts([[t('repository'), server.repositoryUrl], [t('branch'), server.branch], [t('hosts'), server.hosts.join(', ')],
      [t('slackChannel'), server.slackChannel], [t('approvers'), server.approvers.join(', ')], [t('testCommand'), server.testCommand]]));
}

const list = (text) => text.split(',').map((x) => x.trim()).filter(Boolean);

function form(server, saved, canceled) {
  const fields = {};
  const field = (name, label, value, help, attributes = {}) => {
    fields[name] = el('input', { name, value: value ?? '', ...attributes });
    return el('label', {}, t(label), fields[name], help ? el('small', {}, t(help)) : null);
  };
  const active = el('input', { type: 'checkbox', checked: server?.active ?? true });
  const locale = el('select', {}, ['en', 'ko'].map((x) => el('option', { value: x, selected: (server?.locale ?? 'en') === x }, x)));
  const error = el('p', { class: 'error', role: 'alert' });
  return el('form', {
    class: 'stack',
    onsubmit: async (e) => {
      e.preventDefault();
      const v = (name) => fields[name].value.trim();
      const body = {
        name: v('name'), hosts: list(v('hosts')), repositoryUrl: v('repositoryUrl'), branch: v('branch'),
        slackChannel: v('slackChannel'), approvers: list(v('approvers')), testCommand: v('testCommand'),
        sourceRoot: v('sourceRoot'), gitHubRepository: v('gitHubRepository'), language: server?.language, draftPullRequest: server?.draftPullRequest,
        active: active.checked, locale: locale.value,
        token: v('token') || undefined, webhookSecret: v('webhookSecret') || undefined,
      };
      try {
        await call(server ? 'PUT' : 'POST', server ? `/servers/${server.id}` : '/servers', body);
        say(t('saved'));
        await saved();
      } catch (x) {
        error.textContent = x.message;
      }
    },
  },
  field('name', 'name', server?.name, null, { required: true }),
  field('hosts', 'hosts', server?.hosts.join(', '), 'hostsHelp', { required: true }),
  field('repositoryUrl', 'repository', server?.repositoryUrl, null, { required: true }),
  field('branch', 'branch', server?.branch),
  field('gitHubRepository', 'GitHub (owner/name)', server?.gitHubRepository),
  field('token', 'token', '', 'tokenHelp', { type: 'password', autocomplete: 'off' }),
  field('webhookSecret', 'webhookSecret', '', 'tokenHelp', { type: 'password', autocomplete: 'off' }),
  field('slackChannel', 'slackChannel', server?.slackChannel),
  field('approvers', 'approvers', server?.approvers.join(', '), 'approversHelp'),
  field('sourceRoot', 'sourceRoot', server?.sourceRoot),
  field('testCommand', 'testCommand', server?.testCommand, 'testCommandHelp'),
  el('label', {}, t('locale'), locale),
  el('label', { class: 'check' }, active, t('active')),
  error,
  el('div', { class: 'row' }, el('button', { class: 'primary', type: 'submit' }, t('save')),
    el('button', { type: 'button', onclick: canceled }, t('cancel'))));
}
