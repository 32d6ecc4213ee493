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
    const { question } = this;
    if (this.isBusy || !question) return;
    this.isBusy = true;
    this.problem = '';
    /** @type {string | null} */ let problem = null;
    try {
      await question.run();
    } catch (e) {
      problem = /** @type {any} */ (e).message;
    }
    // Dropped meanwhile: another one may be asked.
    if (this.question !== question) return;
    this.isBusy = false;
    if (problem === null) this.close(true);
    else this.problem = problem;
  }

  /** Asks no more: whose question it was is not here any more. */
  drop() {
    this.isBusy = false;
    this.question = null;
    this.close(false);
  }

  /** @param {Event} e */
  cancel(e) {
    // What is on its way cannot be called back.
    if (this.isBusy) e.preventDefault();
  }

  closed() {
    // Browsers let a second Escape through.
    if (this.isBusy) this.querySelector('dialog')?.showModal();
    else this.close(false);
  }

  /** @param {boolean} isDone */
  close(isDone) {
    this.done(isDone);
    this.done = () => {};
    this.querySelector('dialog')?.close();
  }

  render() {
    const q = this.question;
    return html`<dialog class="confirm" aria-labelledby="confirm-title" @cancel=${this.cancel}
      @close=${() => this.closed()}>
      ${q ? html`<h2 id="confirm-title">${q.title}</h2>
        ${q.text ? html`<div>${q.text}</div>` : nothing}
        ${this.problem ? html`<p class="bad" role="alert" translate="no">${this.problem}</p>` : nothing}
        <div class="row end">
          <button type="button" id="confirm-no" ?disabled=${this.isBusy} @click=${() => this.close(false)}>${t('action.cancel')}</button>
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
