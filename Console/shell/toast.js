// A word on what was done, read out and gone after a while.
import { html, LitElement } from '/vendor/lit.js';

class Toast extends LitElement {
  static properties = { text: { state: true } };

  constructor() {
    super();
    this.text = '';
    /** @type {any} */ this.timer = undefined;
  }

  createRenderRoot() { return this; }

  /** @param {string} text */
  say(text) {
    this.text = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.text = ''; }, 6000);
  }

  render() { return html`<div class="toast" role="status" ?data-empty=${!this.text}>${this.text}</div>`; }
}

customElements.define('ops-toast', Toast);

/** @param {string} text */
export const say = (text) =>
  /** @type {Toast} */ (/** @type {unknown} */ (document.querySelector('ops-toast')))?.say(text);
