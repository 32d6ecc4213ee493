// What this page hears of changes: through the worker that all tabs share, or where there is none by itself.
import { Followings, JobStreams } from './job-streams.js';
import { LiveSource } from './live-source.js';

/** @typedef {import('./job-streams.js').Told} Told */
/** @typedef {{ stream: string, kind: string, data: any }} Notice */

class Live extends EventTarget {
  state = 'closed';
  /** @type {MessagePort | null} */
  #port = null;
  /** @type {LiveSource | null} */
  #source = null;
  /** @type {Followings | null} */
  #own = null;
  /** @type {Map<number, (told: Told) => void>} */
  #followers = new Map();
  #asked = 0;

  start() {
    this.#connect();
    if (this.#port) this.#port.postMessage('start');
    else this.#source?.start();
  }

  /** Signed out: for all tabs. */
  stop() {
    this.#port?.postMessage('stop');
    this.#source?.stop();
  }

  /** Follows the events of a job from behind one of them on. After 'lost' there are none until it is asked for anew.
   * @param {string} path
   * @param {string[]} kinds
   * @param {number} after
   * @param {(told: Told) => void} hear
   * @returns {() => void} stops following */
  follow(path, kinds, after, hear) {
    this.#connect();
    const follow = ++this.#asked;
    this.#followers.set(follow, hear);
    this.#wish({ follow, path, kinds, after });
    return () => { if (this.#followers.delete(follow)) this.#wish({ leave: follow }); };
  }

  /** @param {import('./job-streams.js').JobWish} wish */
  #wish(wish) {
    if (this.#port) this.#port.postMessage(wish);
    else this.#own?.take(wish);
  }

  #connect() {
    if (this.#port || this.#source) return;
    if ('SharedWorker' in window) {
      // Named anew when it is told other things: tabs that are open over an upgrade keep the one that they know.
      this.#port = new SharedWorker('/shell/live-worker.js', { type: 'module', name: 'opsflow-2' }).port;
      this.#port.onmessage = ({ data }) => this.#hear(data);
      window.addEventListener('pagehide', () => this.#port?.postMessage('bye'));
      window.addEventListener('pageshow', (e) => {
        if (!e.persisted) return;
        this.start();
        for (const hear of [...this.#followers.values()]) hear({ kind: 'lost', id: 0, data: '' });
      });
      return;
    }
    this.#source = new LiveSource((message) => this.#hear(message));
    this.#own = new Followings(new JobStreams(), (message) => this.#hear(message));
    // One connection a tab: only the tab that is looked at keeps it.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#source?.stop();
      else this.#source?.start();
    });
  }

  /** @param {{ state?: string, notice?: Notice, follower?: number, told?: Told }} message */
  #hear(message) {
    if (message.follower && message.told) this.#followers.get(message.follower)?.(message.told);
    if (message.notice) this.dispatchEvent(new CustomEvent('notice', { detail: message.notice }));
    if (message.state && message.state !== this.state) {
      this.state = message.state;
      this.dispatchEvent(new CustomEvent('state', { detail: message.state }));
    }
  }
}

export const live = new Live();
