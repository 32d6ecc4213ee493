// @ts-check
// The frame around every page: navigation, search, what waits, language, theme, and who is signed in.
import { html, LitElement, nothing, repeat } from '/vendor/lit.js';
import { groups, pages } from '/pages/index.js';
import './confirm.js';
import './palette.js';
import './sign-in.js';
import './toast.js';
import { say } from './toast.js';
import { nameOf, person } from '/parts/facts.js';
import { icon } from './icons.js';
import { live } from './live.js';
import { route } from './router.js';
import { can, refresh, signIn, signOut, who } from './session.js';
import { chooseLanguage, chooseTheme, language, languages, t, useLanguage } from './words.js';

// A moment without connection is not worth a word.
const patience = 1500;
const waitingAtMostEach = 2000;

class App extends LitElement {
  static properties = {
    isSignedIn: { state: true }, wasSignedIn: { state: true }, isLost: { state: true }, waiting: { state: true },
    isNavOpen: { state: true }, current: { state: true },
  };

  constructor() {
    super();
    /** @type {boolean | null} */ this.isSignedIn = null;
    this.wasSignedIn = false;
    this.isLost = false;
    this.isNavOpen = false;
    /** @type {{ name: string, href: string, count: number }[]} */ this.waiting = [];
    /** @type {any} */ this.current = null;
    /** @type {any} */ this.element = null;
    /** Whose page it is. @type {string | undefined} */ this.user = undefined;
    /** @type {any} */ this.timer = undefined;
    /** @type {any} */ this.counting = undefined;
    this.isFirst = true;
  }

  createRenderRoot() { return this; }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('hashchange', () => this.show());
    // An answer to the session before may come late: the session of now is asked for.
    window.addEventListener('opsflow-signed-out', () => this.renew());
    window.addEventListener('opsflow-session', () => this.renew());
    window.addEventListener('opsflow-another-user', async () => {
      await this.renew();
      say(t('session.another', { name: nameOf(who()) }));
    });
    window.addEventListener('opsflow-words', () => { this.requestUpdate(); this.name(); });
    window.addEventListener('unhandledrejection', (e) => say(e.reason?.message ?? t('error.failed')));
    window.addEventListener('keydown', (e) => this.key(e));
    this.addEventListener('opsflow-loaded', () => this.arrived());
    this.addEventListener('opsflow-signed-in', () => this.enter());
    live.addEventListener('state', (e) => this.connection(/** @type {CustomEvent} */ (e).detail));
    live.addEventListener('notice', () => this.count());
    this.start();
  }

  async start() {
    // The link that ./run prints carries the key behind the hash, which browsers send nowhere.
    const key = /^#key=(.+)$/.exec(location.hash)?.[1];
    if (key) history.replaceState(null, '', '#/');
    // The page's module comes at the same time as its words and the session.
    route()?.page.load().catch(() => {});
    try {
      await Promise.all([useLanguage(language()), key ? signIn({ key }).catch(() => refresh()) : refresh()]);
      if (who()) this.enter();
      else this.isSignedIn = false;
    } catch (e) {
      // The server went away in between: the page comes when it does.
      setTimeout(() => this.start(), 1000);
    }
  }

  enter() {
    const user = who()?.id;
    if (this.user !== user) {
      // The stream of changes is of the one before, too.
      if (this.user) live.stop();
      this.forget();
    }
    this.user = user;
    this.isSignedIn = true;
    this.wasSignedIn = true;
    live.start();
    this.count();
    if (this.element && route()?.path === this.current?.path) this.element.reload();
    else this.show();
  }

  /** Another tab may have ended the session, or begun one of another user. */
  async renew() {
    const session = await refresh().catch(() => undefined);
    if (session === null) this.leave();
    else if (session && (session.id !== this.user || !this.isSignedIn)) this.enter();
  }

  /** What one user has seen and typed is not for the next one of the tab. */
  forget() {
    this.element = null;
    this.current = null;
    this.waiting = [];
    /** @type {any} */ (this.querySelector('ops-confirm'))?.drop();
    /** @type {HTMLDialogElement | null} */ (this.querySelector('dialog.palette'))?.close();
  }

  leave() {
    live.stop();
    this.isSignedIn = false;
  }

  async signOut() {
    await signOut();
    this.forget();
    this.user = undefined;
    this.wasSignedIn = false;
    this.leave();
  }

  /** @param {string} state */
  connection(state) {
    clearTimeout(this.timer);
    if (state === 'lost') {
      this.timer = setTimeout(() => { this.isLost = true; }, patience);
      // The connection does not say why it ended; a session that is over does.
      this.renew();
    } else {
      this.isLost = false;
    }
    if (state === 'open') this.count();
  }

  count() {
    this.counting ??= setTimeout(async () => {
      this.counting = undefined;
      const { user } = this;
      const asked = pages.filter((p) => p.waits && (!p.scope || can(p.scope)));
      try {
        const counts = await Promise.all(asked.map(async (p) => (
          { name: p.name, href: `#${p.waitsAt ?? p.path}`, count: await p.waits() })));
        if (this.user === user) this.waiting = counts;
      } catch { /* shown as it was until the server is back */ }
    }, this.waiting.length ? waitingAtMostEach : 0);
  }

  async show() {
    if (!this.isSignedIn) return;
    const found = route();
    this.isNavOpen = false;
    if (!found) {
      location.replace('#/');
      return;
    }
    if (this.element && this.current?.page === found.page && this.current.path === found.path) {
      this.current = found;
      this.element.query = found.query;
      return;
    }
    const { user } = this;
    const isRefused = found.page.scope && !can(found.page.scope);
    const tag = `ops-page-${isRefused ? 'refused' : found.page.name}`;
    if (!customElements.get(tag)) {
      const module = await (isRefused ? import('./refused.js') : found.page.load());
      if (!customElements.get(tag)) customElements.define(tag, module.default);
    }
    // Another one was asked for while this one came, or by somebody else.
    if (route()?.path !== found.path || this.user !== user) return;
    const element = /** @type {any} */ (document.createElement(tag));
    element.params = found.params;
    element.query = found.query;
    this.isFirst = this.element === null;
    this.isNew = true;
    this.element = element;
    this.current = found;
    this.name();
  }

  arrived() {
    this.name();
    if (!this.isNew) return;
    this.isNew = false;
    if (!this.isFirst) {
      scrollTo(0, 0);
      /** @type {HTMLElement | null} */ (this.querySelector('main h1'))?.focus({ preventScroll: true });
    }
  }

  name() {
    const heading = this.element?.querySelector('h1')?.textContent?.trim() || t(`nav.${this.current?.page.name}`);
    document.title = this.current ? `${heading} – OpsFlow` : 'OpsFlow';
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(/** @type {Element} */ (e.target).tagName ?? '');
    if (this.isSignedIn && ((e.key === 'k' && (e.ctrlKey || e.metaKey)) || (e.key === '/' && !isTyping))) {
      e.preventDefault();
      this.search();
    }
  }

  search() { /** @type {any} */ (this.querySelector('ops-palette')).open(); }

  render() {
    if (this.isSignedIn === null) return nothing;
    return html`
      <a class="skip" href="#main" @click=${(/** @type {Event} */ e) => this.skip(e)}>${t('shell.skip')}</a>
      <header class="top">
        ${this.isSignedIn ? html`<button type="button" class="quiet menu" aria-expanded=${this.isNavOpen}
          aria-controls="nav" aria-label=${t('shell.menu')}
          @click=${() => { this.isNavOpen = !this.isNavOpen; }}>${icon('menu')}</button>` : nothing}
        <a class="brand" href="#/" translate="no">OpsFlow</a>
        ${this.isSignedIn ? html`<button type="button" class="search" @click=${() => this.search()}>
          ${icon('search')}<span>${t('search.title')}</span><kbd translate="no">Ctrl K</kbd></button>` : nothing}
        <span class="grow"></span>
        ${this.isSignedIn ? this.attention() : nothing}
        ${this.languages()}
        <button type="button" class="quiet" aria-label=${t('shell.theme')} @click=${() => this.theme()}>
          ${icon(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark')}</button>
        ${this.isSignedIn ? html`<span class="who">${person(who()?.name, who()?.id)}</span>
          ${this.out()}` : nothing}
      </header>
      ${this.isLost ? html`<div class="lost" role="status">${t('shell.lost')}</div>` : nothing}
      <div class="frame">
        ${this.isSignedIn ? this.navigation() : nothing}
        <main id="main" tabindex="-1">
          ${this.isSignedIn ? nothing : html`<ops-sign-in ?again=${this.wasSignedIn}></ops-sign-in>`}
          <div ?hidden=${!this.isSignedIn}>${this.element ?? nothing}</div>
        </main>
      </div>
      <ops-palette></ops-palette><ops-confirm></ops-confirm><ops-toast></ops-toast>`;
  }

  attention() {
    const total = this.waiting.reduce((n, w) => n + w.count, 0);
    const first = this.waiting.find((w) => w.count > 0);
    return first ? html`<a class="waiting" href=${first.href}>${icon('bell')}
      ${t('shell.waiting', { n: total })}</a>` : nothing;
  }

  languages() {
    const other = languages.find((l) => l !== language()) ?? 'en';
    return html`<button type="button" class="quiet" lang=${other} translate="no"
      @click=${() => chooseLanguage(other)}>${other === 'ko' ? '한국어' : 'English'}</button>`;
  }

  /** In the header, or in the navigation where the header is narrow. */
  out() {
    return html`<button type="button" class="quiet out" @click=${() => this.signOut()}>${t('signIn.out')}</button>`;
  }

  theme() {
    chooseTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
    this.requestUpdate();
  }

  /** @param {Event} e */
  skip(e) {
    e.preventDefault();
    /** @type {HTMLElement | null} */ (this.querySelector('main'))?.focus();
  }

  navigation() {
    const section = this.current?.page.under ?? this.current?.page.name;
    return html`<nav id="nav" class="side" ?data-open=${this.isNavOpen} aria-label=${t('shell.navigation')}>
      ${groups.map((group) => html`<ul aria-label=${t(`nav.group.${group}`)}>
        ${repeat(pages.filter((p) => p.nav === group && (!p.scope || can(p.scope))), (p) => p.name, (p) => html`<li>
          <a href="#${p.path}" aria-current=${p.name === section ? 'page' : nothing}>${icon(p.icon)}
            <span>${t(`nav.${p.name}`)}</span></a></li>`)}
      </ul>`)}${this.out()}</nav>`;
  }
}

customElements.define('ops-app', App);
