// Where a message would go by the rules alone, for those who tune the word lists: asks no model and starts nothing.
import { html, LitElement, nothing } from '/vendor/lit.js';
import { data, facts } from '/parts/facts.js';
import { call } from '/shell/api.js';
import { named, t } from '/shell/words.js';

class RoutePreview extends LitElement {
  static properties = { route: { state: true }, fault: { state: true } };

  constructor() {
    super();
    /** @type {any} */ this.route = null;
    this.fault = '';
    this.onWords = () => this.requestUpdate();
  }

  createRenderRoot() { return this; }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('opsflow-words', this.onWords);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('opsflow-words', this.onWords);
  }

  /** @param {any} e */
  async ask(e) {
    e.preventDefault();
    const form = new FormData(e.target);
    this.fault = '';
    this.route = await call('POST', '/chat/route', { text: form.get('text'), draftWaits: form.get('draft') === 'on' })
      .catch((x) => { this.fault = x.message; return null; });
  }

  render() {
    const r = this.route;
    return html`<details id="route"><summary>${t('route.title')}</summary><p class="muted">${t('route.help')}</p>
      <form class="stack" @submit=${this.ask}>
        <label>${t('chat.message')}<input name="text" required maxlength="20000" autocomplete="off"></label>
        <label class="check"><input type="checkbox" name="draft">${t('route.draftWaits')}</label>
        <div><button id="route-ask">${t('route.ask')}</button></div></form>
      ${this.fault ? html`<p class="notice bad" role="alert" translate="no">${this.fault}</p>` : nothing}
      ${r ? html`<div role="status">${facts([
    [t('route.stage'), named(`route.stage.${r.stage}`, r.stage)],
    [t('route.tool'), data(r.tool)],
    [t('route.parameters'), r.parameters && Object.keys(r.parameters).length
      ? html`<code translate="no">${JSON.stringify(r.parameters)}</code>` : null],
    [t('route.intents'), data(r.intents.join(', '))],
    [t('route.draft'), data(r.draft)],
    [t('route.refusal'), data(r.refusal)],
    [t('route.needs'), data(r.needs)],
  ])}
        <h3>${t('route.reasons')}</h3>
        <ul>${r.reasons.map((/** @type {string} */ reason) => html`<li translate="no">${reason}</li>`)}</ul></div>` : nothing}
    </details>`;
  }
}

customElements.define('ops-route-preview', RoutePreview);
