// Follows the events of a turn: a silence of 3 s is a broken connection; then three tries after 1, 2 and 4 s, then the
// snapshot every 3 s for two minutes, then the person is asked. The turn goes on whatever happens here.
import { get } from '/shell/api.js';
import { live } from '/shell/live.js';

const stale = 3_000;
const tries = [1_000, 2_000, 4_000];
const snapshotEach = 3_000;
const snapshotFor = 120_000;
const kinds = ['ack', 'processing', 'intent', 'node_start', 'node_end', 'tool_start', 'tool_progress', 'tool_result',
  'needs_input', 'input_received', 'image', 'token', 'reset', 'rewrite', 'evaluation', 'result', 'done', 'error', 'cancelled'];
const ends = ['done', 'error', 'cancelled'];
/** @type {Record<string, string>} */
const endOf = { Done: 'done', Failed: 'error', Canceled: 'cancelled' };

export class TurnFollower {
  /** @param {string} job
   *  @param {(kind: string, data: any) => void} onEvent
   *  @param {(state: 'open' | 'waiting' | 'lost') => void} onState
   *  @param {(turn: any) => void} onSnapshot the turn as it is now, while its events cannot be had */
  constructor(job, onEvent, onState, onSnapshot) {
    this.job = job;
    this.onEvent = onEvent;
    this.onState = onState;
    this.onSnapshot = onSnapshot;
    this.last = 0;
    this.tried = 0;
    this.isBack = false;
    this.until = 0;
    this.openedAt = 0;
    this.isOver = false;
    /** @type {(() => void) | null} */ this.leave = null;
    /** @type {any} */ this.timer = undefined;
    this.open();
  }

  open() {
    this.drop();
    if (this.isOver) return;
    this.openedAt = Date.now();
    this.expect();
    // All tabs that follow the turn share a connection.
    const path = `/api/v1/chat/jobs/${encodeURIComponent(this.job)}/events`;
    this.leave = live.follow(path, [...kinds, 'end'], this.last, (told) => this.hear(told));
  }

  /** @param {import('/shell/live.js').Told} told */
  hear({ kind, id, data }) {
    if (kind === 'lost') { this.again(); return; }
    if (kind === 'heartbeat') { this.alive(); return; }
    // Over, though its last event was not seen: the record tells how.
    if (kind === 'end') { this.drop(); this.look(); return; }
    // What was seen before a reconnect is not shown twice.
    if (!data || id <= this.last) return;
    this.last = id;
    this.alive();
    this.onEvent(kind, JSON.parse(data));
    if (ends.includes(kind)) this.close();
  }

  expect() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.again(), stale);
  }

  alive() {
    // A server that accepts, says something and closes is no better than one that is away: the row of tries only
    // begins anew behind a connection that held.
    if (Date.now() - this.openedAt >= stale) { this.tried = 0; this.until = 0; }
    this.onState('open');
    this.expect();
  }

  again() {
    this.drop();
    if (this.isOver) return;
    this.onState('waiting');
    const wait = tries[this.tried++];
    if (wait === undefined) this.look();
    else this.timer = setTimeout(() => this.open(), wait);
  }

  look() {
    this.until ||= Date.now() + snapshotFor;
    this.timer = setTimeout(async () => {
      if (this.isOver) return;
      if (Date.now() > this.until) { this.onState('lost'); return; }
      // The server answers again, so the stream itself is next: in the place of a snapshot, never beside one.
      if (this.isBack) { this.isBack = false; this.open(); return; }
      const turn = await get(`/chat/jobs/${encodeURIComponent(this.job)}`).catch(() => null);
      if (this.isOver || this.leave) return;
      const end = turn && endOf[turn.status];
      this.isBack = Boolean(turn);
      if (turn) this.onSnapshot(turn);
      if (end) { this.onEvent(end, { message: turn.written }); this.close(); } else this.look();
    }, snapshotEach);
  }

  /** By the person's wish. */
  retry() { this.tried = 0; this.until = 0; this.open(); }

  drop() {
    clearTimeout(this.timer);
    this.leave?.();
    this.leave = null;
  }

  close() {
    this.isOver = true;
    this.drop();
  }
}
