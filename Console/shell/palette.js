// Search and commands: pages by their names, and what pages find.
import { html, LitElement, nothing, repeat } from '/vendor/lit.js';
import { pages } from '/pages/index.js';
import { icon } from './icons.js';
import { can } from './session.js';
import { t } from './words.js';

const wait = 200;

/** @typedef {{ label: string, detail?: string, href: string, icon: string, isData?: boolean }} Found */

class Palette extends LitElement {
  static properties = { found: { state: true }, at: { state: true }, isOpen: { state: true } };

  constructor() {
    super();
    /** @type {Found[]} */ this.found = [];
    this.at = 0;
    this.isOpen = false;
    this.asked = 0;
    /** @type {any} */ this.timer = undefined;
  }

  createRenderRoot() { return this; }

  async open() {
    this.isOpen = true;
    this.at = 0;
    this.search('');
    await this.updateComplete;
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
    if (!dialog.open) dialog.showModal();
    const input = /** @type {HTMLInputElement} */ (this.querySelector('input'));
    input.value = '';
    input.focus();
  }

  /** @param {string} text */
  search(text) {
    const mine = ++this.asked;
    const wanted = text.trim().toLowerCase();
    const listed = pages.filter((p) => p.nav && (!p.scope || can(p.scope)));
    this.found = listed
      .map((p) => ({ label: t(`nav.${p.name}`), href: `#${p.path}`, icon: p.icon }))
      .filter((p) => p.label.toLowerCase().includes(wanted));
    this.at = 0;
    clearTimeout(this.timer);
    if (!wanted) return;
    this.timer = setTimeout(async () => {
      const more = await Promise.all(listed.filter((p) => p.find).map((p) => p.find(text.trim()).catch(() => [])));
      if (mine === this.asked) this.found = [...this.found, ...more.flat()];
    }, wait);
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    // The Enter that ends a syllable belongs to the text; some browsers tell of it after the composition.
    if (e.isComposing || e.keyCode === 229) return;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      const step = e.key === 'ArrowDown' ? 1 : -1;
      this.at = (this.at + step + this.found.length) % Math.max(1, this.found.length);
    } else if (e.key === 'Enter' && this.found[this.at]) {
      e.preventDefault();
      this.go(this.found[this.at]);
    }
  }

  /** @param {Found} found */
  go(found) {
    this.querySelector('dialog')?.close();
    location.hash = found.href;
  }

  render() {
    return html`<dialog class="palette" aria-label=${t('search.title')} @close=${() => { this.isOpen = false; }}>
      ${this.isOpen ? html`<input type="search" role="combobox" aria-expanded="true" aria-controls="palette-found"
        aria-activedescendant=${this.found.length ? `found-${this.at}` : nothing} aria-label=${t('search.title')}
        placeholder=${t('search.placeholder')} @keydown=${this.key}
        @input=${(/** @type {any} */ e) => this.search(e.target.value)}>
      <ul id="palette-found" role="listbox" aria-label=${t('search.found')}>
        ${repeat(this.found, (f) => f.href, (f, i) => html`<li role="option" id="found-${i}"
          aria-selected=${i === this.at} @click=${() => this.go(f)}>${icon(f.icon)}
          <span translate=${f.isData ? 'no' : nothing}>${f.label}</span>
          ${f.detail ? html`<small class="muted" translate="no">${f.detail}</small>` : nothing}</li>`)}
      </ul>
      ${this.found.length ? nothing : html`<p class="muted">${t('search.nothing')}</p>`}` : nothing}
    </dialog>`;
  }
}

customElements.define('ops-palette', Palette);
