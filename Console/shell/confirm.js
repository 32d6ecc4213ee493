// Asks before something is done that cannot be undone: a native dialog, which keeps the keyboard inside and gives the
// focus back.
import { html, LitElement, nothing } from '/vendor/lit.js';
import { t } from './words.js';

/** @typedef {{ title: string, text?: any, action: string, danger?: boolean, run: () => Promise<any> }} Question */

class Confirm extends LitElement {
  static properties = { question: { state: true }, isBusy: { state: true }, problem: { state: true } };

  constructor() {
    super();
    /** @type {Question | null} */ this.question = null;
    this.isBusy = false;
    this.problem = '';
    /** @type {(isDone: boolean) => void} */ this.done = () => {};
  }

  createRenderRoot() { return this; }

  /** @param {Question} question
   *  @returns {Promise<boolean>} whether it was done */
  async ask(question) {
    this.question = question;
    this.problem = '';
    await this.updateComplete;
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
    dialog.showModal();
    return new Promise((resolve) => { this.done = resolve; });
  }

  async run() {
    if (this.isBusy || !this.question) return;
    this.isBusy = true;
    this.problem = '';
    try {
      await this.question.run();
      this.close(true);
    } catch (e) {
      this.problem = /** @type {any} */ (e).message;
    } finally {
      this.isBusy = false;
    }
  }

  /** @param {boolean} isDone */
  close(isDone) {
    this.done(isDone);
    this.done = () => {};
    this.querySelector('dialog')?.close();
  }

  render() {
    const q = this.question;
    return html`<dialog class="confirm" aria-labelledby="confirm-title" @close=${() => this.close(false)}>
      ${q ? html`<h2 id="confirm-title">${q.title}</h2>
        ${q.text ? html`<div>${q.text}</div>` : nothing}
        ${this.problem ? html`<p class="bad" role="alert" translate="no">${this.problem}</p>` : nothing}
        <div class="row end">
          <button type="button" id="confirm-no" @click=${() => this.close(false)}>${t('action.cancel')}</button>
          <button type="button" id="confirm-yes" class=${q.danger ? 'danger' : 'primary'}
            aria-busy=${this.isBusy} @click=${() => this.run()}>${q.action}</button>
        </div>` : nothing}
    </dialog>`;
  }
}

customElements.define('ops-confirm', Confirm);

/** @param {Question} question */
export const confirm = (question) =>
  /** @type {Confirm} */ (/** @type {unknown} */ (document.querySelector('ops-confirm'))).ask(question);
