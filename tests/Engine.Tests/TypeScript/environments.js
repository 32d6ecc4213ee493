// Starts the server that is given as a program through the SDK's test environments: `node environments.js PROGRAM`.
const assert = require('assert');
const { TestWorkflowEnvironment } = require('@temporalio/testing');
const { Worker, Runtime, DefaultLogger } = require('@temporalio/worker');

const taskQueue = 'environments';

async function runIn(environment, days) {
  const worker = await Worker.create({
    connection: environment.nativeConnection, namespace: environment.namespace, taskQueue,
    workflowsPath: require.resolve('./workflows-environments'),
  });
  return worker.runUntil(environment.client.workflow.execute('sleepDays', { workflowId: `sleeps-${days}`, taskQueue, args: [days] }));
}

async function main() {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path', path: process.argv[2] };

  const local = await TestWorkflowEnvironment.createLocal({ server: { executable, namespace: 'of-the-test' } });
  assert.strictEqual(await runIn(local, 0), 'slept 0 days');
  assert.strictEqual(local.supportsTimeSkipping, false);
  await local.teardown();
  console.log('ok createLocal');

  const skipping = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  assert.strictEqual(skipping.supportsTimeSkipping, true);
  const before = await skipping.currentTimeMs();
  assert.strictEqual(await runIn(skipping, 100), 'slept 100 days');
  assert.ok(await skipping.currentTimeMs() - before >= 100 * 24 * 3600 * 1000);
  await skipping.sleep('1 day');
  assert.ok(await skipping.currentTimeMs() - before >= 101 * 24 * 3600 * 1000);
  await skipping.teardown();
  console.log('ok createTimeSkipping');
}

main().then(() => process.exit(0), (e) => { console.log(`FAILED ${e.stack}`); process.exit(1); });
