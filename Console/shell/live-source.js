// The one connection over which the server tells of changes. It comes back by itself, whatever ended it.
const silence = 16_000;
const firstDelay = 1_000;
const longestDelay = 5_000;
// A server that accepts and closes at once is no better than one that is away: waits only become short again behind a
// connection that held.
const held = 3_000;

export class LiveSource {
  /** @type {EventSource | null} */
  #source = null;
  #delay = firstDelay;
  #openedAt = 0;
  /** @type {any} */
  #timer;
  /** @type {any} */
  #watch;
  state = 'closed';

  /** @param {(message: { state?: string, notice?: any }) => void} tell */
  constructor(tell) {
    this.tell = tell;
  }

  start() {
    if (this.#source || this.#timer) return;
    this.#open();
  }

  stop() {
    this.#close();
    this.#change('closed');
  }

  #open() {
    this.#timer = undefined;
    const source = new EventSource('/api/v1/live');
    this.#source = source;
    this.#openedAt = Date.now();
    this.#expect();
    source.addEventListener('heartbeat', () => {
      this.#expect();
      this.#change('open');
    });
    source.addEventListener('notice', (e) => {
      this.#expect();
      this.tell({ notice: JSON.parse(e.data) });
    });
    // EventSource gives up for good on an answer such as a proxy's 502: each error means a new one.
    source.addEventListener('error', () => this.#again());
  }

  #expect() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#again(), silence);
  }

  #again() {
    if (this.#source && this.state === 'open' && Date.now() - this.#openedAt >= held) this.#delay = firstDelay;
    this.#close();
    this.#change('lost');
    this.#timer = setTimeout(() => this.#open(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, longestDelay);
  }

  #close() {
    clearTimeout(this.#watch);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#source?.close();
    this.#source = null;
  }

  /** @param {string} state */
  #change(state) {
    if (this.state === state) return;
    this.state = state;
    this.tell({ state });
  }
}
