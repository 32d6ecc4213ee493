// Who may call and sign in: users, keys, and tokens that are ended before their time.
import { html, nothing, repeat } from '/vendor/lit.js';
import { data, empty, person } from '/parts/facts.js';
import { changedMeanwhile, differences, meanwhile, renew } from '/parts/meanwhile.js';
import { once } from '/parts/secret.js';
import { state } from '/parts/state.js';
import { table } from '/parts/table.js';
import { exact, time } from '/parts/time.js';
import { call, get, part } from '/shell/api.js';
import { confirm } from '/shell/confirm.js';
import { Page } from '/shell/page.js';
import { can } from '/shell/session.js';
import { say } from '/shell/toast.js';
import { t } from '/shell/words.js';

const administrator = 'console administrator';
const roles = ['Viewer', 'Approver', 'Admin'];
const scopes = /** @type {const} */ (['read', 'use', 'decide', 'write', 'access', 'metrics']);

export default class AccessPage extends Page {
  constructor() {
    super();
    this.made = '';
    /** @type {any} */ this.editing = null;
    /** What others changed of who is edited. @type {import('/parts/meanwhile.js').Difference[] | null} */ this.changed = null;
    /** @type {Record<string, string>} */ this.faults = {};
  }

  async load() {
    const [users, keys, sessions] = await Promise.all([get('/users'), get('/keys'), get('/sessions')]);
    return { users: users.items, keys: keys.items, sessions: sessions.items };
  }

  /** Sends a form; what is wrong is said beside it.
   * @param {any} e
   * @param {(values: any, form: FormData) => Promise<any>} act */
  async send(e, act) {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (e.target);
    const given = new FormData(form);
    this.faults = {};
    this.changed = null;
    try {
      await act(Object.fromEntries(/** @type {any} */ (given)), given);
      form.reset();
      this.editing = null;
      say(t('saved'));
      await this.reload();
    } catch (x) {
      const error = /** @type {any} */ (x);
      if (error.code !== changedMeanwhile || !await this.meet(form)) this.faults = { [form.id]: error.message };
    }
    this.requestUpdate();
  }

  /** Shows what became of who is edited; false where nothing did. @param {HTMLFormElement} form */
  async meet(form) {
    const before = this.editing;
    await renew(form, async () => {
      await this.reload();
      this.editing = this.data?.users.find((/** @type {any} */ u) => u.id === before.id) ?? before;
      this.requestUpdate();
      await this.updateComplete;
    });
    if (this.editing === before) return false;
    const words = /** @type {[string, string][]} */ ([['name', t('field.name')], ['roleWord', t('access.role')]]);
    const worded = (/** @type {any} */ u) => ({ ...u, roleWord: t(`role.${u.role}`) });
    this.changed = differences(worded(before), worded(this.editing), words);
    return true;
  }

  /** @param {string} what
   *  @param {string} name
   *  @param {string} path
   *  @param {string} [action] */
  async take(what, name, path, action = t('action.remove')) {
    if (await confirm({
      title: t(`access.${what}Title`, { name }), text: html`<p>${t(`access.${what}Text`)}</p>`, action, danger: true,
      run: () => call('DELETE', path),
    })) say(t('removed'));
    this.reload();
  }

  /** @param {string} id */
  fault(id) { return this.faults[id] ? html`<p class="notice bad all" role="alert" translate="no">${this.faults[id]}</p>` : nothing; }

  /** @param {any} d */
  view(d) {
    return html`<h1 tabindex="-1">${t('nav.access')}</h1>
      ${this.made ? once(this.made, t('access.keyOnce')) : nothing}
      ${this.users(d.users)}${this.keys(d.keys)}${this.sessions(d.sessions)}
      <section class="panel"><h2>${t('access.tokens')}</h2><p class="muted">${t('access.tokensHelp')}</p>
        <form id="revoke" class="filters" @submit=${(/** @type {any} */ e) => this.send(e, (v) => call('POST', '/tokens/revocations', { jti: v.jti }))}>
          <label class="wide">jti<input name="jti" required maxlength="200"></label>
          <button type="submit">${t('access.revoke')}</button></form>${this.fault('revoke')}</section>`;
  }

  /** @param {any[]} users */
  users(users) {
    const u = this.editing;
    const save = (/** @type {any} */ v) => call(u ? 'PUT' : 'POST', u ? `/users/${part(u.id)}` : '/users',
      { name: v.name, role: v.role, password: v.password || undefined, version: u?.version });
    return html`<section class="panel"><h2>${t('access.users')}</h2>
      ${users.length ? table({
    label: t('access.users'), rows: users, key: (x) => x.id,
    columns: [
      { name: t('field.name'), cell: (x) => data(x.name) },
      { name: t('access.role'), cell: (x) => t(`role.${x.role}`) },
      { name: t('field.created'), kind: 'nowrap', cell: (x) => exact(x.createdAt) },
      { name: '', kind: 'nowrap', cell: (x) => html`<div class="row">
        <button type="button" aria-label="${t('action.edit')} ${x.name}" @click=${() => this.edit(x)}>${t('action.edit')}</button>
        <button type="button" class="danger" aria-label="${t('action.remove')} ${x.name}"
          @click=${() => this.take('user', x.name, `/users/${part(x.id)}`)}>${t('action.remove')}</button></div>` },
    ],
  }) : empty(t('access.noUsers'))}
      <h3>${u ? html`${t('access.editUser')} ${data(u.name)}` : t('access.addUser')}</h3>
      ${repeat([u], (x) => x?.id, () => html`<form id="user" class="grid" @submit=${(/** @type {any} */ e) => this.send(e, save)}>
        <label>${t('field.name')}<input name="name" required maxlength="64" autocomplete="off" .defaultValue=${u?.name ?? ''}></label>
        <label>${t('access.role')}<select name="role">${roles.map((r) => html`<option value=${r} ?selected=${(u?.role ?? 'Approver') === r}>${t(`role.${r}`)}</option>`)}</select></label>
        <label>${t('signIn.password')}<input name="password" type="password" minlength="12" ?required=${!u} autocomplete="new-password"
          aria-describedby="password-help"><small id="password-help">${t(u ? 'access.passwordKeep' : 'access.passwordHelp')}</small></label>
        ${this.fault('user')}${meanwhile(this.changed, () => this.edit(this.editing))}
        <div class="row all"><button type="submit" class="primary">${t(u ? 'action.save' : 'access.addUser')}</button>
          ${u ? html`<button type="button" @click=${() => this.edit(null)}>${t('action.cancel')}</button>` : nothing}</div>
      </form>`)}</section>`;
  }

  /** A form of its own for each user: fields that were touched keep what they have.
   * @param {any} user null for a new one */
  async edit(user) {
    this.editing = user;
    this.faults = {};
    this.changed = null;
    /** @type {HTMLFormElement | null} */ (this.querySelector('#user'))?.reset();
    this.requestUpdate();
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector('#user input'))?.focus();
  }

  /** @param {any[]} keys */
  keys(keys) {
    const add = async (/** @type {any} */ v, /** @type {FormData} */ form) => {
      const answer = await call('POST', '/keys', {
        name: v.keyName, scopes: form.getAll('scope'), expiresAt: v.expires ? new Date(`${v.expires}T23:59:59`).toISOString() : undefined,
      });
      this.made = answer.key;
    };
    return html`<section class="panel"><h2>${t('access.keys')}</h2>
      ${keys.length ? table({
    label: t('access.keys'), rows: keys, key: (k) => k.id,
    columns: [
      { name: t('field.name'), cell: (k) => html`<div>${data(k.name)} <code class="muted" translate="no">${k.prefix}…</code></div>` },
      { name: t('access.scopes'), cell: (k) => k.scopes.map((/** @type {string} */ s) => t(`scope.${s}`)).join(', ') },
      { name: t('field.state'), kind: 'nowrap', cell: (k) => state(k.revokedAt ? 'revoked'
        : k.expiresAt && new Date(k.expiresAt) < new Date() ? 'Expired' : 'active') },
      { name: t('access.lastUsed'), kind: 'nowrap', cell: (k) => (k.lastUsedAt ? time(k.lastUsedAt) : t('schedules.never')) },
      { name: t('access.expires'), kind: 'nowrap', has: (k) => k.expiresAt, cell: (k) => (k.expiresAt ? exact(k.expiresAt) : '') },
      { name: t('access.by'), cell: (k) => person(k.createdBy) },
      { name: '', cell: (k) => (k.revokedAt ? '' : html`<button type="button" class="danger" aria-label="${t('access.revoke')} ${k.name}"
        @click=${() => this.take('key', k.name, `/keys/${part(k.id)}`)}>${t('access.revoke')}</button>`) },
    ],
  }) : empty(t('access.noKeys'))}
      <h3>${t('access.addKey')}</h3>
      <form id="key" class="grid" @submit=${(/** @type {any} */ e) => this.send(e, add)}>
        <label>${t('access.keyName')}<input name="keyName" required maxlength="100" autocomplete="off"></label>
        <label>${t('access.expires')}<input name="expires" type="date"></label>
        <fieldset class="all"><legend>${t('access.scopes')}</legend><div class="row">${scopes.filter((s) => can(s)).map((s) => html`
          <label class="check"><input type="checkbox" name="scope" value=${s} ?checked=${s === 'read'}>${t(`scope.${s}`)}</label>`)}</div></fieldset>
        ${this.fault('key')}
        <div class="all"><button type="submit" class="primary">${t('access.addKey')}</button></div></form></section>`;
  }

  /** @param {any[]} sessions */
  sessions(sessions) {
    const nameOf = (/** @type {any} */ s) => (s.name === administrator ? t('name.administrator') : s.name);
    return html`<section class="panel"><h2>${t('access.sessions')}</h2>${table({
    label: t('access.sessions'), rows: sessions, key: (s) => s.id,
    columns: [
      { name: t('field.name'), cell: (s) => html`${person(s.name)}
        ${s.isThis ? html`<span class="muted">${t('access.thisSession')}</span>` : nothing}` },
      { name: t('access.since'), kind: 'nowrap', cell: (s) => exact(s.createdAt) },
      { name: t('access.lastSeen'), kind: 'nowrap', cell: (s) => time(s.lastSeenAt) },
      { name: t('access.expires'), kind: 'nowrap', cell: (s) => exact(s.expiresAt) },
      { name: '', cell: (s) => html`<button type="button" class="danger" aria-label="${t('signIn.out')} ${nameOf(s)}"
        @click=${() => this.take('session', nameOf(s), `/sessions/${part(s.id)}`, t('signIn.out'))}>${t('signIn.out')}</button>` },
    ],
  })}</section>`;
  }
}
