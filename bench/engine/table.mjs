// Medians of one scenario's rounds, and the ratios between the pairings. usage: node table.mjs FOLDER SCENARIO
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, scenario] = process.argv.slice(2);
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const pairings = {};
for (const name of readdirSync(folder)) {
  const [of, driver, server, round] = name.split('.');
  if (of !== scenario || !name.endsWith('.json')) continue;
  const rounds = pairings[`${driver}.${server}`] ??= {};
  const run = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  rounds[round] = rounds[round] ? together(rounds[round], run) : run;
}

// Drivers that ran side by side: all saw the server's processor time, each its own.
function together(a, b) {
  const count = a.count + b.count;
  return {
    count, workflowsPerSecond: a.workflowsPerSecond + b.workflowsPerSecond,
    p50ms: (a.p50ms * a.count + b.p50ms * b.count) / count, p99ms: Math.max(a.p99ms, b.p99ms),
    clientJitSeconds: 0, serverCpuSeconds: Math.max(a.serverCpuSeconds, b.serverCpuSeconds), clientCpuSeconds: a.clientCpuSeconds + b.clientCpuSeconds,
  };
}

const rows = {};
console.log(`\n${scenario.padEnd(16)} workflows/s   p50 ms   p99 ms  server CPU ms  driver CPU ms  of it compiling   (a workflow)`);
for (const [pairing, title] of Object.entries({
  'go.ours': 'Go SDK, ours', 'go.official': 'Go SDK, official', 'ours.ours': 'ours, ours', 'ours.official': 'ours, official',
})) {
  const runs = Object.values(pairings[pairing] ?? {});
  if (!runs.length) continue;
  const of = (get) => median(runs.map(get));
  const row = rows[pairing] = {
    rate: of((r) => r.workflowsPerSecond), p50: of((r) => r.p50ms), p99: of((r) => r.p99ms),
    server: of((r) => (r.serverCpuSeconds * 1000) / r.count), driver: of((r) => (r.clientCpuSeconds * 1000) / r.count),
    compiling: of((r) => ((r.clientJitSeconds ?? 0) * 1000) / r.count),
  };
  console.log(title.padEnd(16), row.rate.toFixed(1).padStart(11), row.p50.toFixed(1).padStart(8), row.p99.toFixed(1).padStart(8),
    row.server.toFixed(2).padStart(14), row.driver.toFixed(2).padStart(14),
    row.compiling.toFixed(2).padStart(16));
}

const ratio = (a, b, what) => rows[a] && rows[b] && (rows[a][what] / rows[b][what]);
const show = (title, value, goal) => value && console.log(`  ${title.padEnd(62)} ${value.toFixed(value < 1 ? 3 : 2).padStart(8)}   (goal ${goal})`);
show('our server : official server, workflows/s, Go driver', ratio('go.ours', 'go.official', 'rate'), '>= 20');
show('our server : official server, p50, Go driver', ratio('go.ours', 'go.official', 'p50'), '<= 0.05');
show('our server : official server, CPU a workflow, Go driver', ratio('go.ours', 'go.official', 'server'), '<= 0.05');
show('our library : Go SDK, workflows/s, official server', ratio('ours.official', 'go.official', 'rate'), '>= 1');
show('our library : Go SDK, CPU a workflow, official server', ratio('ours.official', 'go.official', 'driver'), '<= 1');
