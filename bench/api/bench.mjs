import { createHmac, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';

const [url, pid, count, seconds, part] = process.argv.slice(2);
const key = process.env.OPSFLOW_ADMIN_KEY;
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Seconds of processor time of the server, and its resident MiB.
const used = () => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const resident = () => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);

// The server's connections to PostgreSQL, by its own sockets; null where it keeps its data in a file.
const postgres = process.env.OPSFLOW_POSTGRES;
function connections() {
  if (!postgres) return null;
  const port = Number(/(?:^|;)\s*port\s*=\s*(\d+)/i.exec(postgres)?.[1] ?? 5432);
  const own = new Set(readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return []; // Closed meanwhile.
    }
  }));
  return ['tcp', 'tcp6'].flatMap((file) => readFileSync(`/proc/${pid}/net/${file}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((c) => c.length > 9 && c[3] === '01' && parseInt(c[2].split(':')[1], 16) === port && own.has(c[9])).length;
}

function call(method, path, { body, token = key } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}${path}`, {
      method, agent, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    }, (answer) => {
      let text = '';
      answer.on('data', (d) => { text += d; });
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
    });
    request.on('error', reject);
    request.end(body && JSON.stringify(body));
  });
}

// By a bare socket: the client that reads a thousand streams shares the machine with the server.
function follow(path, onEvent) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = net.connect(Number(port), hostname, () => socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${key}\r\n\r\n`));
    let head = '';
    socket.on('data', (d) => {
      if (head !== null) {
        head += d.toString('latin1');
        if (!head.includes('\r\n\r\n')) return;
        if (!head.startsWith('HTTP/1.1 200')) { reject(new Error(`${path}: ${head.split('\r\n')[0]}`)); return; }
        head = null;
        resolve(socket);
      } else if (d.includes('id:')) {
        onEvent(Date.now(), d);
      }
    });
    socket.on('error', reject);
  });
}

const percentile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];

async function report(i) {
  const answer = await call('POST', '/api/v1/webhook/error', {
    body: { serverName: 'bench', errorType: `Type${i}`, stackTrace: `Error: ${i}\n    at f${i} (a.js:${i}:1)`, message: `${i}` },
  });
  return JSON.parse(answer.text).analysisId;
}

async function open(path, onEvent) {
  const followers = [];
  for (let i = 0; i < count; i += 50) {
    followers.push(...await Promise.all(Array.from({ length: Math.min(50, count - i) }, () => follow(path, onEvent))));
  }
  return followers;
}

async function idle(what, followers) {
  await pause(15_000);
  const before = used();
  await pause(seconds * 1000);
  console.log(`${what}: ${followers.length} open, ${(100 * (used() - before) / seconds).toFixed(1)} % of a core while nothing happens, ${resident()} MiB`);
}

// An analysis of a repository that does not exist fails at once: its last change is committed with its event.
async function failed(id) {
  for (;;) {
    const record = JSON.parse((await call('GET', `/api/v1/analyses/${id}`)).text);
    if (record.state === 'Failed') return new Date(record.updatedAt).getTime();
    await pause(20);
  }
}

async function streams() {
  let times = [];
  const counted = [connections()];
  const followers = await open('/api/v1/analyses/events', (at, bytes) => { if (bytes.includes('Failed')) times.push(at); });
  counted.push(connections());
  await idle('notices', followers);
  counted.push(connections());
  const delays = [];
  const rounds = 50;
  for (let i = 0; i < rounds; i++) {
    times = [];
    const committed = await failed(await report(i));
    for (let wait = 0; times.length < followers.length && wait < 2000; wait += 5) await pause(5);
    delays.push(...times.map((at) => at - committed));
    counted.push(connections());
  }
  delays.sort((a, b) => a - b);
  console.log(`from an event's commit to each follower, ${rounds} events to ${followers.length}: ${delays.length} of `
    + `${rounds * followers.length} came, p50 ${percentile(delays, 0.5)} ms, p99 ${percentile(delays, 0.99)} ms, `
    + `most ${delays.at(-1)} ms (one client process reads them all)`);
  if (postgres) {
    const [before, opened, idled, ...told] = counted;
    console.log(`connections to PostgreSQL: ${before} before the first follower, ${opened} when ${followers.length} are open, `
      + `${idled} while nothing happens, at most ${Math.max(...told)} while events are told`);
  }
}

// No worker runs here: the run stays open.
async function openRun() {
  const id = await report('run');
  await idle('one run, a sign of life every 2 s', await open(`/api/v1/analyses/${id}/events`, () => {}));
}

async function tokens() {
  const encode = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const make = () => {
    const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({
      iss: 'bench', aud: 'opsflow', sub: 'bench', jti: randomUUID(), iat: now, exp: now + 3600, scope: 'read',
    })}`;
    return `${text}.${createHmac('sha256', process.env.OPSFLOW_JWT_KEY).update(text).digest('base64url')}`;
  };
  for (let i = 0; i < 1000; i++) {
    await call('POST', '/api/v1/tokens/revocations', { body: { jti: `revoked-${i}`, expiresAt: new Date(Date.now() + 3600_000).toISOString() } });
  }
  const all = Array.from({ length: 64 }, make);
  const run = async (length) => {
    let requests = 0, wrong = 0;
    const until = Date.now() + length * 1000;
    await Promise.all(Array.from({ length: 32 }, async (_, i) => {
      while (Date.now() < until) {
        const { status } = await call('GET', '/api/v1/session', { token: all[(requests + i) % all.length] });
        requests++;
        if (status !== 200) wrong++;
      }
    }));
    return { requests, wrong };
  };
  await run(5);
  const before = used();
  const { requests, wrong } = await run(Number(seconds));
  const time = used() - before;
  console.log(`tokens: ${(requests / seconds).toFixed(0)} requests/s, ${wrong} refused, ${(requests / time).toFixed(0)} requests per second of the server's processor time`);
}

const added = await call('POST', '/api/v1/servers', { body: { name: 'bench', hosts: ['*'], repositoryUrl: '/nonexistent' } });
// PostgreSQL keeps it for the next part.
if (![201, 409].includes(added.status)) throw new Error(`servers: ${added.status} ${added.text}`);
await { streams, openRun, tokens }[part]();
process.exit(0);
