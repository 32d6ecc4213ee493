// Signing in, by name and password or by a key.
import { html, LitElement, nothing } from '/vendor/lit.js';
import { signIn } from './session.js';
import { t } from './words.js';

class SignIn extends LitElement {
  static properties = { problem: { state: true }, byName: { state: true }, again: { type: Boolean } };

  constructor() {
    super();
    this.problem = '';
    this.byName = false;
    this.again = false;
  }

  createRenderRoot() { return this; }

  firstUpdated() { this.querySelector('input')?.focus(); }

  /** @param {Event} e */
  async submit(e) {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (e.target);
    const given = /** @type {Record<string, string>} */ (Object.fromEntries(/** @type {any} */ (new FormData(form))));
    this.problem = '';
    try {
      await signIn(this.byName ? { name: given.name, password: given.password } : { key: given.key });
      this.dispatchEvent(new Event('opsflow-signed-in', { bubbles: true }));
    } catch (x) {
      const error = /** @type {any} */ (x);
      this.problem = error.status === 401 ? t(this.byName ? 'signIn.wrongUser' : 'signIn.wrongKey') : error.message;
      form.querySelector('input')?.focus();
    }
  }

  /** @param {boolean} byName */
  async choose(byName) {
    this.byName = byName;
    this.problem = '';
    await this.updateComplete;
    this.querySelector('input')?.focus();
  }

  render() {
    return html`<div class="sign-in panel">
      <h1 tabindex="-1">${t('signIn.title')}</h1>
      ${this.again ? html`<p class="muted">${t('signIn.again')}</p>` : nothing}
      <form class="stack" @submit=${this.submit}>
        ${this.byName
    ? html`<label>${t('signIn.name')}<input name="name" required autocomplete="username"></label>
          <label>${t('signIn.password')}<input name="password" type="password" required
            autocomplete="current-password"></label>`
    : html`<label>${t('signIn.key')}<input name="key" type="password" required autocomplete="current-password"
            aria-describedby="key-help"></label>
          <small id="key-help" class="muted">${t('signIn.keyHelp')}</small>`}
        <p class="bad" role="alert">${this.problem}</p>
        <div class="row"><button class="primary" type="submit">${t('signIn.do')}</button>
          <button type="button" class="quiet" @click=${() => this.choose(!this.byName)}>
            ${t(this.byName ? 'signIn.byKey' : 'signIn.byName')}</button></div>
      </form></div>`;
  }
}

customElements.define('ops-sign-in', SignIn);
