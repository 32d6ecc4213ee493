// A server: what it reports from, where its code is, who decides; with tests of what was entered.
import { html, nothing } from '/vendor/lit.js';
import { data } from '/parts/facts.js';
import { changedMeanwhile, differences, meanwhile, renew } from '/parts/meanwhile.js';
import { newSecret, once } from '/parts/secret.js';
import { call, get, part } from '/shell/api.js';
import { confirm } from '/shell/confirm.js';
import { Page } from '/shell/page.js';
import { say } from '/shell/toast.js';
import { t } from '/shell/words.js';
import { reportLines } from './server.reports.js';
import { testWebhook } from './server.webhook.js';

const languages = ['java', 'kotlin', 'csharp', 'python', 'javascript', 'typescript', 'go'];
/** @type {Record<string, string>} */
const languageNames = {
  java: 'Java', kotlin: 'Kotlin', csharp: 'C#', python: 'Python', javascript: 'JavaScript', typescript: 'TypeScript', go: 'Go',
};
const members = /** @type {const} */ (['name', 'hosts', 'repositoryUrl', 'branch', 'gitHubRepository', 'sourceRoot',
  'slackChannel', 'approvers', 'branchPrefix', 'authorName', 'authorEmail', 'language', 'locale', 'testCommand', 'active',
  'draftPullRequest']);
const list = (/** @type {string} */ text) => text.split(',').map((x) => x.trim()).filter(Boolean);

export default class ServerPage extends Page {
  constructor() {
    super();
    /** @type {string} */ this.fault = '';
    /** @type {{ ok: boolean, text: any } | null} */ this.tested = null;
    /** What becomes of each secret: kept, replaced by this, or removed. @type {Record<string, string | null>} */
    this.secrets = {};
    /** The server as it was when somebody began to change it. @type {any} */ this.base = null;
    /** What others changed since then. @type {import('/parts/meanwhile.js').Difference[] | null} */ this.changed = null;
    /** A webhook secret that was made here and is shown once. */
    this.made = '';
    this.isBusy = false;
  }

  get isNew() { return this.params.id === 'new'; }

  async load() {
    return this.isNew ? { hosts: [], approvers: [], active: true, locale: document.documentElement.lang } : get(`/servers/${part(this.params.id)}`);
  }

  /** @param {any} e */
  async save(e) {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (e.target);
    const v = /** @type {any} */ (Object.fromEntries(/** @type {any} */ (new FormData(form))));
    const body = {
      name: v.name, hosts: list(v.hosts), repositoryUrl: v.repositoryUrl, branch: v.branch, gitHubRepository: v.gitHubRepository,
      slackChannel: v.slackChannel, approvers: list(v.approvers), testCommand: v.testCommand, sourceRoot: v.sourceRoot,
      authorName: v.authorName, authorEmail: v.authorEmail, branchPrefix: v.branchPrefix,
      language: v.language, locale: v.locale, active: v.active === 'on', draftPullRequest: v.draftPullRequest === 'on',
      token: v.token || this.secrets.token || (this.secrets.token === null ? '' : undefined),
      webhookSecret: v.webhookSecret || this.secrets.webhookSecret || (this.secrets.webhookSecret === null ? '' : undefined),
      version: (this.base ?? this.data).version,
    };
    this.fault = '';
    this.changed = null;
    try {
      const saved = await call(this.isNew ? 'POST' : 'PUT', this.isNew ? '/servers' : `/servers/${part(this.params.id)}`, body);
      say(t('saved'));
      this.made = this.secrets.webhookSecret ?? '';
      if (this.isNew) location.hash = `#/servers/${part(saved.id)}`;
      else {
        await this.reload();
        this.begin(form);
      }
    } catch (x) {
      const error = /** @type {any} */ (x);
      if (error.code === changedMeanwhile) await this.meet(form);
      else this.fault = error.message;
    }
    this.requestUpdate();
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector('#fault, #meanwhile'))?.focus();
  }

  /** The form is as the server is. @param {HTMLFormElement} form */
  begin(form) {
    form.reset();
    this.secrets = {};
    this.base = null;
    this.changed = null;
    this.requestUpdate();
  }

  /** @param {HTMLFormElement} form */
  async meet(form) {
    const before = this.base ?? this.data;
    await renew(form, () => this.reload());
    if (this.problem) return;
    this.base = this.data;
    this.changed = differences(before, this.data, [
      ...members.map((m) => /** @type {[string, string]} */ ([m, t(`server.${m}`)])),
      ['hasToken', t('server.token')], ['hasWebhookSecret', t('server.webhookSecret')]]);
  }

  async testClone() {
    this.isBusy = true;
    this.tested = null;
    this.requestUpdate();
    try {
      const r = await call('POST', `/servers/${part(this.params.id)}/test-clone`);
      this.tested = r.cloned
        ? { ok: true, text: html`${t('server.cloned')} ${data(`${r.branch} ${r.commit.slice(0, 12)}`)}` }
        : { ok: false, text: html`${t('server.notCloned')} ${data(r.reason)}` };
    } catch (e) {
      this.tested = { ok: false, text: data(/** @type {any} */ (e).message) };
    }
    this.isBusy = false;
    this.requestUpdate();
  }

  async testReport() {
    this.tested = await testWebhook(this.data, this.made);
    this.requestUpdate();
  }

  async takeAway() {
    if (await confirm({
      title: t('server.removeTitle', { name: this.data.name }), text: html`<p>${t('server.removeText')}</p>`,
      action: t('action.remove'), danger: true, run: () => call('DELETE', `/servers/${part(this.params.id)}`),
    })) {
      say(t('removed'));
      location.hash = '#/servers';
    }
  }

  /** @param {any} s */
  view(s) {
    const field = (/** @type {string} */ name, /** @type {string} */ value, /** @type {{ help?: string, required?: boolean }} */ o = {}) => html`<label>${t(`server.${name}`)}
      <input name=${name} .defaultValue=${value ?? ''} ?required=${o.required} autocomplete="off" aria-describedby=${o.help ? `${name}-help` : nothing}>
      ${o.help ? html`<small id="${name}-help">${t(o.help)}</small>` : nothing}</label>`;
    return html`<p class="crumbs"><a href="#/servers">${t('nav.servers')}</a></p>
      <h1 tabindex="-1" translate=${this.isNew ? nothing : 'no'}>${this.isNew ? t('servers.add') : s.name}</h1>
      ${this.made ? once(this.made, t('server.secretOnce')) : nothing}
      <form class="panel grid" @submit=${this.save} @input=${() => { this.base ??= this.data; }}>
        ${field('name', s.name, { required: true, help: 'server.nameHelp' })}
        ${field('hosts', s.hosts.join(', '), { required: true, help: 'server.hostsHelp' })}
        ${field('repositoryUrl', s.repositoryUrl, { required: true, help: 'server.repositoryHelp' })}
        ${field('branch', s.branch, { help: 'server.branchHelp' })}
        ${this.secret('token', s.hasToken)}
        ${this.secret('webhookSecret', s.hasWebhookSecret, true)}
        ${field('gitHubRepository', s.gitHubRepository, { help: 'server.gitHubHelp' })}
        ${field('sourceRoot', s.sourceRoot, { help: 'server.sourceRootHelp' })}
        ${field('slackChannel', s.slackChannel)}
        ${field('approvers', s.approvers.join(', '), { help: 'server.approversHelp' })}
        ${field('branchPrefix', s.branchPrefix, { help: 'server.branchPrefixHelp' })}
        ${field('authorName', s.authorName, { help: 'server.authorHelp' })}
        ${field('authorEmail', s.authorEmail)}
        <label>${t('server.language')}<select name="language"><option value="" ?selected=${!s.language}>${t('server.anyLanguage')}</option>
          ${languages.map((l) => html`<option value=${l} translate="no" ?selected=${s.language === l}>${languageNames[l]}</option>`)}</select></label>
        <label>${t('server.locale')}<select name="locale"><option value="en" translate="no" ?selected=${s.locale === 'en'}>English</option>
          <option value="ko" translate="no" ?selected=${s.locale === 'ko'}>한국어</option></select></label>
        <label class="all">${t('server.testCommand')}<textarea name="testCommand" rows="2" maxlength="4000" aria-describedby="test-help"
          .defaultValue=${s.testCommand ?? ''}></textarea><small id="test-help">${t('server.testCommandHelp')}</small></label>
        <label class="check"><input type="checkbox" name="active" ?checked=${s.active}>${t('server.active')}</label>
        <label class="check"><input type="checkbox" name="draftPullRequest" ?checked=${s.draftPullRequest}>${t('server.draftPullRequest')}</label>
        ${this.fault ? html`<p class="notice bad all" role="alert" id="fault" tabindex="-1" translate="no">${this.fault}</p>` : nothing}
        ${meanwhile(this.changed, () => this.begin(/** @type {HTMLFormElement} */ (this.querySelector('form'))))}
        <div class="row all"><button class="primary" type="submit">${t('action.save')}</button>
          <a class="button" href="#/servers">${t('action.cancel')}</a></div></form>
      ${this.isNew ? nothing : html`<section class="panel"><h2>${t('server.test')}</h2><p class="muted">${t('server.testHelp')}</p>
        <div class="row"><button type="button" id="test-clone" aria-busy=${this.isBusy} @click=${() => this.testClone()}>${t('server.testClone')}</button>
          <button type="button" id="test-webhook" @click=${() => this.testReport()}>${t('server.testWebhook')}</button></div>
        ${this.tested ? html`<p class="notice ${this.tested.ok ? '' : 'bad'}" role="status">${this.tested.text}</p>` : nothing}</section>
      ${reportLines(s, () => this.reload())}
      <section class="panel"><h2>${t('server.removeHead')}</h2><p class="muted">${t('server.removeText')}</p>
        <button type="button" class="danger" id="remove" @click=${() => this.takeAway()}>${t('action.remove')}</button></section>`}`;
  }

  /** @param {string} name
   *  @param {boolean} isThere
   *  @param {boolean} [canMake] */
  secret(name, isThere, canMake) {
    const planned = this.secrets[name];
    const plan = (/** @type {string | null | undefined} */ value) => () => {
      if (value === undefined) delete this.secrets[name];
      else this.secrets[name] = value;
      this.requestUpdate();
    };
    return html`<fieldset><label>${t(`server.${name}`)}<input name=${name} type="password" autocomplete="off"
        aria-describedby="${name}-help" ?disabled=${planned !== undefined}></label>
      <small id="${name}-help" class="muted">${planned === null ? t('secret.goes')
    : planned ? t('secret.made') : t(isThere ? 'secret.isThere' : 'secret.isNot')}</small>
      <div class="row">${planned !== undefined
    ? html`<button type="button" class="quiet" @click=${plan(undefined)}>${t('secret.keep')}</button>`
    : html`${canMake ? html`<button type="button" class="quiet" id="make-secret" @click=${plan(newSecret())}>${t(isThere ? 'secret.rotate' : 'secret.make')}</button>` : nothing}
        ${isThere ? html`<button type="button" class="quiet" @click=${plan(null)}>${t('secret.remove')}</button>` : nothing}`}</div></fieldset>`;
  }
}
