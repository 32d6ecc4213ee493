// The events of jobs, turns and scans: one connection a job, however many pages follow it. What came is kept while
// somebody follows, for those who come later.

// A run's stream is silent for 2 s at most.
const stale = 3_000;

/** @typedef {{ follow: number, path: string, kinds: string[], after: number } | { leave: number }} JobWish */
/** @typedef {{ kind: string, id: number, data: string }} Told an event; its kind is 'lost' when there are no more */
/** @typedef {{ after: number, tell: (told: Told) => void }} Follower */

class JobStream {
  /** @type {EventSource | null} */
  #source = null;
  /** @type {Set<Follower>} */
  #followers = new Set();
  /** @type {Told[]} */
  #kept = [];
  #from = 0;
  #last = 0;
  #heardAt = 0;

  /** @param {string} path
   *  @param {string[]} kinds
   *  @param {() => void} onOver */
  constructor(path, kinds, onOver) {
    this.path = path;
    this.kinds = kinds;
    this.onOver = onOver;
  }

  /** @param {Follower} follower */
  join(follower) {
    this.#followers.add(follower);
    if (!this.#source || follower.after < this.#from) {
      this.#kept = [];
      this.#from = this.#last = follower.after;
      this.#connect();
    } else if (Date.now() - this.#heardAt > stale) {
      this.#connect();
    }
    for (const told of this.#kept) this.#tell(follower, told);
  }

  /** @param {Follower} follower */
  leave(follower) {
    this.#followers.delete(follower);
    if (this.#followers.size === 0) this.#end();
  }

  #connect() {
    this.#source?.close();
    const source = new EventSource(`${this.path}?after=${this.#last}`);
    this.#source = source;
    this.#heardAt = Date.now();
    for (const kind of new Set([...this.kinds, 'heartbeat', 'error'])) {
      source.addEventListener(kind, (/** @type {any} */ e) => {
        // What a connection that was given up still has to say is not heard.
        if (this.#source !== source) return;
        // An event of the server's may have the name that the browser gives to a failure.
        if (typeof e.data === 'string') this.#hear(kind, e);
        else this.#lose();
      });
    }
  }

  /** @param {string} kind
   *  @param {MessageEvent} e */
  #hear(kind, e) {
    this.#heardAt = Date.now();
    // An event without an id has that of the one before: it is no part of what is kept.
    const id = Number(e.lastEventId);
    const told = { kind, id: id > this.#last ? id : 0, data: e.data };
    if (told.id) {
      this.#last = id;
      this.#kept.push(told);
    }
    for (const follower of [...this.#followers]) this.#tell(follower, told);
  }

  /** @param {Follower} follower
   *  @param {Told} told */
  #tell(follower, told) {
    // Nobody is told twice, though another one asked for the events from their start.
    if (told.id && told.id <= follower.after) return;
    if (told.id) follower.after = told.id;
    follower.tell(told);
  }

  // Whoever still follows asks anew, from where they are: the first one opens the connection for all.
  #lose() {
    const followers = [...this.#followers];
    this.#followers.clear();
    this.#end();
    for (const { tell } of followers) tell({ kind: 'lost', id: 0, data: '' });
  }

  #end() {
    this.#source?.close();
    this.#source = null;
    this.onOver();
  }
}

export class JobStreams {
  /** @type {Map<string, JobStream>} */
  #open = new Map();

  /** @param {string} path
   *  @param {string[]} kinds
   *  @param {Follower} follower
   *  @returns {() => void} stops following */
  follow(path, kinds, follower) {
    /** @type {JobStream} */
    const stream = this.#open.get(path) ?? new JobStream(path, kinds, () => {
      if (this.#open.get(path) === stream) this.#open.delete(path);
    });
    this.#open.set(path, stream);
    stream.join(follower);
    return () => stream.leave(follower);
  }
}

/** What one page follows, by the numbers that it gave. */
export class Followings {
  /** @type {Map<number, () => void>} */
  #leaves = new Map();

  /** @param {JobStreams} streams
   *  @param {(message: { follower: number, told: Told }) => void} tell */
  constructor(streams, tell) {
    this.streams = streams;
    this.tell = tell;
  }

  /** @param {JobWish} wish */
  take(wish) {
    if ('leave' in wish) {
      this.#leaves.get(wish.leave)?.();
      this.#leaves.delete(wish.leave);
      return;
    }
    const { follow, path, kinds, after } = wish;
    this.#leaves.set(follow, this.streams.follow(path, kinds, {
      after, tell: (told) => this.tell({ follower: follow, told }),
    }));
  }

  leaveAll() {
    for (const leave of this.#leaves.values()) leave();
    this.#leaves.clear();
  }
}
