// Runs workflows of the official TypeScript SDK against a server: `node checks.js host:port [name]`.
// Prints one line a check, "ok NAME" or "FAILED NAME: why", then "done".
const path = require('path');
const { Worker, NativeConnection, Runtime, DefaultLogger } = require('@temporalio/worker');
const { Connection, Client } = require('@temporalio/client');
const { activities } = require('./activities');
const { taskQueue, newId } = require('./support');

const groups = ['basics', 'messages', 'activities', 'children', 'scopes', 'visibility', 'schedules', 'policies', 'workers', 'versions'];

async function main() {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const address = process.argv[2];
  const only = process.argv[3];
  const nativeConnection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: nativeConnection, taskQueue, activities, workflowsPath: path.join(__dirname, 'workflows.js'),
    // Heartbeat timeouts are long, so that a slow machine does not meet them; their answers are wanted soon all the same.
    maxHeartbeatThrottleInterval: '300ms',
  });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const start = (type, args = [], options = {}) =>
    client.workflow.start(type, { workflowId: newId(), taskQueue, args, ...options });
  const run = async (type, args, options) => (await start(type, args, options)).result();
  await worker.runUntil(async () => {
    for (const [name, check] of groups.flatMap((g) => Object.entries(require(`./checks-${g}`)))) {
      if (only && only !== name) continue;
      const begin = Date.now();
      try {
        await Promise.race([
          check({ client, start, run, address, connection, nativeConnection }),
          new Promise((_, reject) => setTimeout(() => reject(new Error('no end in 180 s')), 180000).unref()),
        ]);
        console.log(`ok ${name} ${Date.now() - begin} ms`);
      } catch (e) {
        console.log(`FAILED ${name}: ${String(e.stack).split('\n').slice(0, 4).join(' | ')}${e.cause ? ` <- ${e.cause}` : ''}`);
      }
    }
  });
  await connection.close();
  await nativeConnection.close();
  console.log('done');
}

main().then(() => process.exit(0), (e) => { console.log(`FAILED main: ${e.stack}`); process.exit(1); });
