// What every page has: light DOM, data that is loaded again when the server tells of a change, and focus that stays.
import { html, LitElement, nothing } from '/vendor/lit.js';
import { live } from './live.js';
import { t } from './words.js';

const atMostEach = 1000;
// The server tells of repeats once a second; what came within that second shows with a second look.
const secondLook = 1300;

export class Page extends LitElement {
  static properties = {
    params: { attribute: false },
    query: { attribute: false },
    data: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {Record<string, string>} */ this.params = {};
    /** @type {Record<string, string>} */ this.query = {};
    /** @type {any} */ this.data = undefined;
    /** @type {any} */ this.problem = undefined;
    /** @type {any} */ this.loading = null;
    /** @type {any} */ this.timer = undefined;
    /** @type {any} */ this.second = undefined;
    /** @type {Element | null} */ this.focused = null;
    /** @type {any} */ this.clock = undefined;
    this.asked = 0;
    this.loadedAt = 0;
    this.isStale = false;
    this.onNotice = (/** @type {any} */ e) => { if (this.concerns(e.detail)) this.soon(); };
    this.onState = (/** @type {any} */ e) => { if (e.detail === 'open') this.soon(); };
    this.onWords = () => this.requestUpdate();
    this.onVisible = () => { if (!document.hidden && this.isStale) this.reload(); };
  }

  createRenderRoot() { return this; }

  /** What the page shows. @returns {Promise<any>} */
  async load() { return {}; }

  /** Whether a notice means that the data may have changed. @param {import('./live.js').Notice} _notice */
  concerns(_notice) { return false; }

  /** How often to look again, in ms, where nobody tells of changes; 0 for never. */
  get every() { return 0; }

  /** @param {any} _data
   *  @returns {any} */
  view(_data) { return nothing; }

  connectedCallback() {
    super.connectedCallback();
    live.addEventListener('notice', this.onNotice);
    live.addEventListener('state', this.onState);
    window.addEventListener('opsflow-words', this.onWords);
    document.addEventListener('visibilitychange', this.onVisible);
    if (this.every) this.clock = setInterval(() => this.soon(), this.every);
    this.addEventListener('focusin', (e) => { this.focused = /** @type {Element} */ (e.target); });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    live.removeEventListener('notice', this.onNotice);
    live.removeEventListener('state', this.onState);
    window.removeEventListener('opsflow-words', this.onWords);
    document.removeEventListener('visibilitychange', this.onVisible);
    clearTimeout(this.timer);
    clearTimeout(this.second);
    clearInterval(this.clock);
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (changed.has('params') || changed.has('query')) this.reload();
  }

  updated() {
    // An update that takes the focused control away must not throw its user back to the page's start.
    if (this.focused && !this.focused.isConnected && document.activeElement === document.body) {
      /** @type {HTMLElement | null} */ (this.querySelector('h1'))?.focus({ preventScroll: true });
    }
    if (this.focused && !this.focused.isConnected) this.focused = null;
  }

  /** Loads again, but not more often than a person can see. */
  soon() {
    if (document.hidden) { this.isStale = true; return; }
    clearTimeout(this.second);
    this.second = setTimeout(() => this.reload(), secondLook);
    if (this.timer) return;
    this.timer = setTimeout(() => { this.timer = undefined; this.reload(); },
      Math.max(0, this.loadedAt + atMostEach - Date.now()));
  }

  async reload() {
    const mine = ++this.asked;
    this.loadedAt = Date.now();
    this.isStale = false;
    try {
      const data = await this.load();
      if (mine !== this.asked) return;
      this.data = data;
      this.problem = undefined;
    } catch (e) {
      if (mine !== this.asked || /** @type {any} */ (e).status === 401) return;
      this.problem = e;
      // What may not be seen any more is not left behind the answer that says so.
      if (/** @type {any} */ (e).status === 403) this.data = undefined;
    }
    await this.updateComplete;
    this.dispatchEvent(new Event('opsflow-loaded', { bubbles: true }));
  }

  render() {
    if (this.data === undefined) {
      return this.problem
        ? html`<h1 tabindex="-1">${t(this.problem.status === 404 ? 'error.notFound' : 'error.failed')}</h1>
          <div class="panel"><p class="bad" role="alert" translate="no">${this.problem.message}</p>
          <p><button type="button" @click=${() => this.reload()}>${t('action.again')}</button>
          <a class="button" href="#/">${t('nav.overview')}</a></p></div>`
        : html`<p class="muted loading" aria-busy="true">${t('loading')}</p>`;
    }
    return html`${this.problem && this.problem.status !== 0
      ? html`<p class="notice bad" role="alert" translate="no">${this.problem.message}</p>` : nothing}
      ${this.view(this.data)}`;
  }
}
