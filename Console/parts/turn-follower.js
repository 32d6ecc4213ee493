// Follows the events of a turn: a silence of 3 s is a broken connection; then three tries after 1, 2 and 4 s, then the
// snapshot every 3 s for two minutes, then the person is asked. The turn goes on whatever happens here.
import { get } from '/shell/api.js';

const stale = 3_000;
const tries = [1_000, 2_000, 4_000];
const snapshotEach = 3_000;
const snapshotFor = 120_000;
const kinds = ['ack', 'processing', 'intent', 'node_start', 'node_end', 'needs_input', 'input_received', 'token', 'reset',
  'rewrite', 'evaluation', 'result', 'done', 'error', 'cancelled'];
const ends = ['done', 'error', 'cancelled'];

export class TurnFollower {
  /** @param {string} job
   *  @param {(kind: string, data: any) => void} onEvent
   *  @param {(state: 'open' | 'waiting' | 'lost') => void} onState */
  constructor(job, onEvent, onState) {
    this.job = job;
    this.onEvent = onEvent;
    this.onState = onState;
    this.last = 0;
    this.tried = 0;
    this.isOver = false;
    /** @type {EventSource | null} */ this.source = null;
    /** @type {any} */ this.timer = undefined;
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    const source = new EventSource(`/api/v1/chat/jobs/${this.job}/events?after=${this.last}`);
    this.source = source;
    const alive = () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.again(), stale); };
    alive();
    source.addEventListener('heartbeat', () => { this.tried = 0; this.onState('open'); alive(); });
    for (const kind of kinds) source.addEventListener(kind, (/** @type {any} */ e) => {
      // What was seen before a reconnect is not shown twice.
      if (!e.data || Number(e.lastEventId) <= this.last) return;
      this.last = Number(e.lastEventId);
      this.tried = 0;
      alive();
      this.onEvent(kind, JSON.parse(e.data));
      if (ends.includes(kind)) this.close();
    });
    source.addEventListener('end', () => this.close());
    source.onerror = () => { if (!this.isOver) this.again(); };
  }

  again() {
    this.source?.close();
    clearTimeout(this.timer);
    if (this.isOver) return;
    this.onState('waiting');
    const wait = tries[this.tried++];
    if (wait === undefined) this.ask(Date.now() + snapshotFor);
    else this.timer = setTimeout(() => this.open(), wait);
  }

  /** @param {number} until */
  ask(until) {
    this.timer = setTimeout(async () => {
      const turn = await get(`/chat/jobs/${this.job}`).catch(() => null);
      if (this.isOver) return;
      if (turn) { this.tried = 0; this.open(); }
      else if (Date.now() < until) this.ask(until);
      else this.onState('lost');
    }, snapshotEach);
  }

  /** By the person's wish. */
  retry() { this.tried = 0; this.open(); }

  close() {
    this.isOver = true;
    this.source?.close();
    clearTimeout(this.timer);
  }
}
