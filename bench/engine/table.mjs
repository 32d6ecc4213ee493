// Medians of one scenario's rounds, and the engine beside the official server. usage: node table.mjs FOLDER SCENARIO
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
    count,
    workflowsPerSecond: a.workflowsPerSecond + b.workflowsPerSecond,
    p50ms: (a.p50ms * a.count + b.p50ms * b.count) / count,
    p99ms: Math.max(a.p99ms, b.p99ms),
    clientJitSeconds: 0,
    serverCpuSeconds: Math.max(a.serverCpuSeconds, b.serverCpuSeconds),
    clientCpuSeconds: a.clientCpuSeconds + b.clientCpuSeconds,
  };
}

const titles = {
  'go.engine': 'Go SDK, engine',
  'go.official': 'Go SDK, official',
  'dotnet.engine': '.NET SDK, engine',
  'dotnet.official': '.NET SDK, official',
};
const columns = [
  ['workflows/s', 'rate', 1],
  ['p50 ms', 'p50', 1],
  ['p99 ms', 'p99', 1],
  ['server CPU ms', 'server', 2],
  ['driver CPU ms', 'driver', 2],
  ['of it compiling', 'compiling', 2],
];
const rows = {};
console.log(`\n${scenario.padEnd(18)}`, ...columns.map(([title]) => title.padStart(15)), '  (CPU of a workflow)');
for (const [pairing, title] of Object.entries(titles)) {
  const runs = Object.values(pairings[pairing] ?? {});
  if (!runs.length) continue;
  const of = (get) => median(runs.map(get));
  const row = rows[pairing] = {
    rate: of((r) => r.workflowsPerSecond),
    p50: of((r) => r.p50ms),
    p99: of((r) => r.p99ms),
    server: of((r) => (r.serverCpuSeconds * 1000) / r.count),
    driver: of((r) => (r.clientCpuSeconds * 1000) / r.count),
    compiling: of((r) => ((r.clientJitSeconds ?? 0) * 1000) / r.count),
  };
  console.log(title.padEnd(18), ...columns.map(([, what, digits]) => row[what].toFixed(digits).padStart(15)));
}

function show(driver, title, what, goal) {
  const [engine, official] = [rows[`${driver}.engine`], rows[`${driver}.official`]];
  if (!engine || !official) return;
  const value = engine[what] / official[what];
  const shown = value.toFixed(value < 1 ? 3 : 2).padStart(8);
  console.log(`  engine : official server, ${title}`.padEnd(64), shown, `  (goal ${goal})`);
}

show('go', 'workflows/s, Go SDK', 'rate', '>= 20');
show('go', 'p50, Go SDK', 'p50', '<= 0.05');
show('go', 'CPU a workflow, Go SDK', 'server', '<= 0.05');
show('dotnet', 'workflows/s, .NET SDK', 'rate', '>= 15');
show('dotnet', 'p50, .NET SDK', 'p50', '<= 0.07');
show('dotnet', 'CPU a workflow, .NET SDK', 'server', '<= 0.05');
