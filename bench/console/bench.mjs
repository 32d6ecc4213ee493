import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { chromium } from 'playwright-core';

const [program, analyses, open, seconds] = process.argv.slice(2).map((v, i) => (i ? Number(v) : v));
const url = `http://127.0.0.1:${process.env.OPSFLOW_PORT}`;
const key = process.env.OPSFLOW_ADMIN_KEY;
const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const percentile = (values, p) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p))];
const ms = (values) => `p50 ${percentile(values, 0.5).toFixed(0)} ms, p95 ${percentile(values, 0.95).toFixed(0)} ms`;

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const request = http.request(`${url}${path}`, {
      method, agent, headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    }, (answer) => {
      let text = '';
      answer.on('data', (d) => { text += d; });
      answer.on('end', () => resolve({ status: answer.statusCode, text, took: performance.now() - started }));
    });
    request.on('error', reject);
    request.end(body && JSON.stringify(body));
  });
}

async function start(workers) {
  const app = spawn('dotnet', [program], { env: { ...process.env, OPSFLOW_WORKERS: `${workers}` }, stdio: 'ignore' });
  process.on('exit', () => app.kill());
  for (;;) {
    try { if ((await call('GET', '/health/ready')).status === 200) return app; } catch { /* not yet there */ }
    await pause(100);
  }
}

const stop = (app) => new Promise((resolve) => { app.on('exit', resolve); app.kill(); });
const word = (i) => [...String(i)].map((d) => 'abcdefghij'[d]).join('');
const report = (i) => call('POST', '/api/v1/webhook/error', {
  serverName: 'bench', errorType: `Failure${word(i % 200)}`, message: `order ${word(i)} was not found`,
  stackTrace: `Error: no\n    at load${word(i)} (src/orders.js:${1 + (i % 900)}:1)`,
});

async function reports(from, to) {
  let next = from;
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (next < to) {
      const { status, text } = await report(next++);
      if (status !== 200) throw new Error(`a report: ${status} ${text}`);
    }
  }));
}

async function states() { return JSON.parse((await call('GET', '/api/v1/analyses/overview')).text).states; }

// Memory that a process has for itself, in MiB; the parts of files that others have too are divided among them.
function memory(pid) {
  return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024;
}

function renderers() {
  return readdirSync('/proc').filter((p) => /^\d+$/.test(p)).filter((p) => {
    try { return readFileSync(`/proc/${p}/cmdline`, 'utf8').includes('--type=renderer'); } catch { return false; }
  });
}

async function lists() {
  const first = JSON.parse((await call('GET', '/api/v1/analyses?limit=50')).text);
  const since = new Date(Date.now() - 86_400_000).toISOString();
  const paths = {
    'first page': '', 'second page': `&cursor=${encodeURIComponent(first.nextCursor)}`, 'one state': '&state=Failed',
    'one type': '&type=Failureab', 'a day': `&since=${since}`, 'a text': '&q=order', 'a rare text': `&q=${word(4321)}`,
    'a text that nothing has': '&q=zzzzqqqq',
  };
  for (const [name, path] of Object.entries(paths)) {
    const times = [];
    for (let i = 0; i < 40; i++) {
      const { status, took } = await call('GET', `/api/v1/analyses?limit=50${path}`);
      if (status !== 200) throw new Error(`${name}: ${status}`);
      times.push(took);
    }
    console.log(`lists: ${name}: ${ms(times)}`);
  }
  const times = [];
  for (let i = 0; i < 40; i++) times.push((await call('GET', '/api/v1/analyses/overview')).took);
  console.log(`lists: the overview's counts: ${ms(times)}`);
}

async function show(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const started = performance.now();
  await page.goto(`${url}#key=${key}`);
  await page.locator('main h1').first().waitFor();
  const shell = performance.now() - started;
  // Signed in by now: a second visit of a browser that knows the person but has nothing in its cache.
  const state = await context.storageState();
  const again = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState: state });
  const list = await again.newPage();
  const asked = performance.now();
  await list.goto(`${url}/#/analyses`);
  await list.locator('main tbody tr').first().waitFor();
  const rows = performance.now() - asked;
  await context.close();
  return { shell, rows, page: list, context: again };
}

let app = await start(true);
const added = await call('POST', '/api/v1/servers', { name: 'bench', hosts: ['*'], repositoryUrl: '/nonexistent' });
if (added.status !== 201) throw new Error(`servers: ${added.status} ${added.text}`);
await reports(0, analyses - open);
while (((await states()).Failed ?? 0) < analyses - open) await pause(500);
await stop(app);
// Without workers, runs stay open.
app = await start(false);
await reports(analyses - open, analyses);
console.log(`analyses: ${JSON.stringify(await states())}`);

let isOver = false, sent = 0;
const feed = (async () => {
  const began = Date.now();
  for (; !isOver; sent++) {
    await pause(began + sent * 20 - Date.now());
    void report(analyses - 1 - (sent % open));
  }
})();
await lists();

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
const shown = [];
for (let i = 0; i < 5; i++) { shown.push(await show(browser)); if (i < 4) await shown[i].context.close(); }
console.log(`paint: the first page and sign-in ${ms(shown.map((s) => s.shell))}; the list's first row ${ms(shown.map((s) => s.rows))}`);

const { page } = shown.at(-1);
const session = await page.context().newCDPSession(page);
await session.send('Performance.enable');
await pause(seconds * 1000);
await session.send('HeapProfiler.collectGarbage');
const { metrics } = await session.send('Performance.getMetrics');
const metric = (name) => metrics.find((m) => m.name === name).value;
console.log(`memory: after ${seconds} s of 50 reports a second: heap ${(metric('JSHeapUsedSize') / 1048576).toFixed(1)} MiB, `
  + `${metric('Nodes')} nodes, the renderer's process ${renderers().map(memory).map((m) => m.toFixed(0)).join(', ')} MiB`);

// The first ones make the server compile and buffer what all use; what each further one keeps is the figure.
const signedIn = await page.context().storageState();
const more = [];
async function openPages(count) {
  for (let i = 0; i < count; i++) {
    const other = await (await browser.newContext({ storageState: signedIn })).newPage();
    await other.goto(`${url}/#/analyses`);
    await other.locator('main tbody tr').first().waitFor();
    more.push(other);
  }
  await pause(5000);
  return memory(app.pid);
}
const first = await openPages(5);
const all = await openPages(20);
console.log(`memory: the server with 5 pages ${first.toFixed(0)} MiB, with ${more.length} ${all.toFixed(0)}: `
  + `${((all - first) / 20).toFixed(2)} MiB a page`);
isOver = true;
await feed;
console.log(`reports: ${sent} while this was measured`);
await browser.close();
await stop(app);
