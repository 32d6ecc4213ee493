// What this page hears of changes: through the worker that all tabs share, or where there is none by itself.
import { LiveSource } from './live-source.js';

/** @typedef {{ stream: string, kind: string, data: any }} Notice */

class Live extends EventTarget {
  state = 'closed';
  /** @type {MessagePort | null} */
  #port = null;
  /** @type {LiveSource | null} */
  #source = null;

  start() {
    if (!this.#port && !this.#source) this.#connect();
    if (this.#port) this.#port.postMessage('start');
    else this.#source?.start();
  }

  /** Signed out: for all tabs. */
  stop() {
    this.#port?.postMessage('stop');
    this.#source?.stop();
  }

  #connect() {
    if ('SharedWorker' in window) {
      this.#port = new SharedWorker('/shell/live-worker.js', { type: 'module', name: 'opsflow' }).port;
      this.#port.onmessage = ({ data }) => this.#hear(data);
      window.addEventListener('pagehide', () => this.#port?.postMessage('bye'));
      window.addEventListener('pageshow', (e) => { if (e.persisted) this.start(); });
      return;
    }
    this.#source = new LiveSource((message) => this.#hear(message));
    // One connection a tab: only the tab that is looked at keeps it.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#source?.stop();
      else this.#source?.start();
    });
  }

  /** @param {{ state?: string, notice?: Notice }} message */
  #hear(message) {
    if (message.notice) this.dispatchEvent(new CustomEvent('notice', { detail: message.notice }));
    if (message.state && message.state !== this.state) {
      this.state = message.state;
      this.dispatchEvent(new CustomEvent('state', { detail: message.state }));
    }
  }
}

export const live = new Live();
