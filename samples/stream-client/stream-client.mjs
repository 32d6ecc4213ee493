#!/usr/bin/env node
// Follows a run to its end, through lost connections and restarts of the server.
//
//   OPSFLOW_KEY=... node stream-client.mjs http://127.0.0.1:8080/api/v1/analyses/ID
//
// A connection that is silent for 3 s is taken for broken. It is opened again with the id of the last event, after 1, 2
// and 4 s; then the record itself is asked for every 3 s, for 120 s; then a person has to say "again" (here: Enter).
// The run does not notice any of it. `follow` works as it is in a browser, too.

const SILENCE_MS = 3000;
const RETRIES_MS = [1000, 2000, 4000];
const SNAPSHOT_EVERY_MS = 3000;
const SNAPSHOTS_FOR_MS = 120_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Follows a record's events.
 * @param {string} record address of the record; its events are at `${record}/events`
 * @param {object} options
 * @param {Record<string, string>} [options.headers] sent with each request
 * @param {(event: {id: string, kind: string, data: any}) => void} options.onEvent each event once, in order
 * @param {(record: any) => void} [options.onSnapshot] the record as it is now, when its events cannot be had
 * @param {(state: 'live' | 'reconnecting' | 'polling' | 'lost') => void} [options.onState] for an indicator
 * @param {() => Promise<void>} [options.again] resolves when a person wants another try; without it, 'lost' is the end
 * @returns {Promise<'ended' | 'lost'>}
 */
export async function follow(record, { headers = {}, onEvent, onSnapshot = () => {}, onState = () => {}, again }) {
  let lastId = '';
  let heldFor = 0;
  for (;;) {
    let attempt = 0;
    for (;;) {
      if (await listen()) return 'ended';
      // The loss of a connection that held is the first of a new row. One that a server closes right after opening it
      // begins none, or the row would never end.
      if (heldFor >= SILENCE_MS) attempt = 0;
      if (attempt === RETRIES_MS.length) break;
      onState('reconnecting');
      await pause(RETRIES_MS[attempt++]);
    }
    onState('polling');
    const until = Date.now() + SNAPSHOTS_FOR_MS;
    let isBack = false;
    let isLive = false;
    while (!isLive && Date.now() < until) {
      await pause(SNAPSHOT_EVERY_MS);
      if (isBack) {
        // The server answers again: the stream itself is next, in the place of a snapshot.
        if (await listen()) return 'ended';
        isLive = heldFor >= SILENCE_MS;
        isBack = false;
        continue;
      }
      try {
        const answer = await fetch(record, { headers, signal: AbortSignal.timeout(SILENCE_MS) });
        if (answer.ok) {
          onSnapshot(await answer.json());
          isBack = true;
        }
      } catch { /* still away */ }
    }
    if (isLive) continue;
    onState('lost');
    if (!again) return 'lost';
    await again();
  }

  // One connection, until its end or its silence. True if nothing follows.
  async function listen() {
    const cut = new AbortController();
    const from = Date.now();
    heldFor = 0;
    let timer = setTimeout(() => cut.abort(), SILENCE_MS);
    try {
      const answer = await fetch(`${record}/events`, {
        headers: { ...headers, Accept: 'text/event-stream', ...(lastId ? { 'Last-Event-ID': lastId } : {}) },
        signal: cut.signal,
      });
      if (answer.status === 204) return true;
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      onState('live');
      let text = '';
      const decoder = new TextDecoder();
      for await (const bytes of answer.body) {
        clearTimeout(timer);
        timer = setTimeout(() => cut.abort(), SILENCE_MS);
        heldFor = Date.now() - from;
        text += decoder.decode(bytes, { stream: true });
        let end;
        while ((end = /\r\n\r\n|\n\n|\r\r/.exec(text))) {
          const event = parse(text.slice(0, end.index));
          text = text.slice(end.index + end[0].length);
          // An empty id takes the place back, none leaves it as it is: so the standard has it.
          if (event.id !== null) lastId = event.id;
          if (event.kind === 'end') return true;
          if (event.kind !== 'heartbeat' && event.data !== '') onEvent({ ...event, id: event.id ?? '' });
        }
      }
      return false;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
      cut.abort();
    }
  }
}

function parse(block) {
  const event = { id: null, kind: 'message', data: '' };
  for (const line of block.split(/\r\n|\n|\r/)) {
    const at = line.indexOf(':');
    const name = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
    if (name === 'id' && !value.includes('\0')) event.id = value;
    else if (name === 'event') event.kind = value;
    else if (name === 'data') event.data += (event.data === '' ? '' : '\n') + value;
  }
  try { event.data = JSON.parse(event.data); } catch { /* text */ }
  return event;
}

const isProgram = typeof process !== 'undefined' && process.argv[1]?.endsWith('stream-client.mjs');
if (isProgram) {
  const [record] = process.argv.slice(2);
  if (!record) {
    console.error('usage: OPSFLOW_KEY=KEY node stream-client.mjs RECORD_ADDRESS');
    process.exit(2);
  }
  const key = process.env.OPSFLOW_KEY;
  const outcome = await follow(record, {
    headers: key ? { Authorization: `Bearer ${key}` } : {},
    onEvent: (e) => console.log(`${e.id}\t${e.kind}\t${JSON.stringify(e.data)}`),
    onSnapshot: (r) => console.log(`snapshot\t${r.state}`),
    onState: (s) => console.error(s),
    again: process.stdin.isTTY
      ? () => new Promise((resolve) => { console.error('Enter: try again'); process.stdin.once('data', resolve); })
      : undefined,
  });
  process.exit(outcome === 'ended' ? 0 : 1);
}
