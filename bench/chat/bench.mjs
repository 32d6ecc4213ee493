// Many turns at once against a running OpsFlow: node bench.mjs URL KEY [TURNS] [IDLE STREAMS]
// Says how long tokens take from being written to being here, streams last and first events come, and whether every
// answer is whole, ends once and is listed when its end is told.
const [url, key, turns = '200', idle = '0'] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };

const percentile = (values, p) => values.length
  ? [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p))].toFixed(0)
  : '-';

async function* events(job, signal) {
  const response = await fetch(`${url}/api/v1/chat/jobs/${job}/events`, { headers, signal });
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body) {
    rest += decoder.decode(bytes, { stream: true });
    for (let end; (end = rest.indexOf('\n\n')) >= 0; rest = rest.slice(end + 2)) {
      const fields = Object.fromEntries(rest.slice(0, end).split('\n').map((l) => {
        const at = l.indexOf(':');
        return [l.slice(0, at), l.slice(at + 1).trimStart()];
      }));
      if (fields.event === 'end') return;
      if (fields.event !== 'heartbeat') yield { kind: fields.event, id: fields.id, data: JSON.parse(fields.data) };
    }
  }
}

const delays = [], streams = [], firsts = [], posts = [];
let whole = 0, listed = 0, ends = 0;

async function send(session, message) {
  const response = await fetch(`${url}/api/v1/chat/${session}/messages`, {
    method: 'POST', headers, body: JSON.stringify({ clientId: crypto.randomUUID(), message }),
  });
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()).jobId;
}

async function turn(n) {
  const session = `bench-${process.pid}-${n}`;
  const began = performance.now();
  const job = await send(session, `이야기를 길게 들려줘 ${n}`);
  posts.push(performance.now() - began);
  let text = '', isFirst = true;
  const opened = performance.now();
  for await (const { kind, data } of events(job)) {
    if (isFirst) { firsts.push(performance.now() - opened); isFirst = false; }
    if (kind === 'token') { delays.push(Date.now() - data.at); text += data.text; }
    if (kind === 'reset') text = '';
    if (['done', 'error', 'cancelled'].includes(kind)) {
      ends++;
      streams.push(performance.now() - began);
      if (kind === 'done' && text === data.message) whole++;
      const list = await (await fetch(`${url}/api/v1/chat/${session}/messages`, { headers })).json();
      if (list.items.some((m) => m.id === data.assistantMessageId)) listed++;
    }
  }
}

// Streams of turns that wait for a person hear heartbeats only.
const quiet = new AbortController();
const waiting = [];
for (let i = 0; i < Number(idle) / 10; i++) {
  const job = await send(`idle-${process.pid}-${i}`, '근처 재활용 센터 알려줘');
  for (let j = 0; j < 10; j++) waiting.push((async () => { for await (const _ of events(job, quiet.signal)); })().catch(() => {}));
}

const results = await Promise.allSettled(Array.from({ length: Number(turns) }, (_, n) => turn(n)));
quiet.abort();
await Promise.all(waiting);
for (const failed of results.filter((r) => r.status === 'rejected').slice(0, 3)) console.error(failed.reason);
console.log(`turns ${turns}, idle streams ${waiting.length}`);
console.log(`whole ${whole}, listed at their end ${listed}, ends ${ends}`);
console.log(`token delay ms: p50 ${percentile(delays, 0.5)}, p95 ${percentile(delays, 0.95)}, p99 ${percentile(delays, 0.99)} (${delays.length} pieces)`);
console.log(`first event ms: p50 ${percentile(firsts, 0.5)}, p95 ${percentile(firsts, 0.95)}; submit ms: p95 ${percentile(posts, 0.95)}`);
console.log(`stream ms: p50 ${percentile(streams, 0.5)}, p95 ${percentile(streams, 0.95)}`);
process.exit(whole === Number(turns) && listed === Number(turns) && ends === Number(turns) ? 0 : 1);
