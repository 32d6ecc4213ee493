// Workers with other options: codecs, interceptors, small caches, replays.
const assert = require('assert');
const path = require('path');
const { Worker, DeterminismViolationError } = require('@temporalio/worker');
const { Client } = require('@temporalio/client');
const { activities } = require('./activities');
const { newId } = require('./support');

const workflowsPath = path.join(__dirname, 'workflows.js');

/** Turns every byte round; enough to see that nothing readable is stored. */
const codec = {
  encode: async (payloads) => payloads.map((p) => ({
    metadata: { encoding: Buffer.from('binary/turned'), original: p.metadata.encoding }, data: Buffer.from(p.data).map((b) => b ^ 0xff),
  })),
  decode: async (payloads) => payloads.map((p) => (p.metadata?.original
    ? { metadata: { encoding: p.metadata.original }, data: Buffer.from(p.data).map((b) => b ^ 0xff) }
    : p)),
};

async function withWorker(nativeConnection, options, body) {
  const taskQueue = newId('queue');
  const worker = await Worker.create({ connection: nativeConnection, taskQueue, activities, workflowsPath, ...options });
  return worker.runUntil(() => body(taskQueue));
}

module.exports = {
  async codecEncodesWhatIsStored({ connection, nativeConnection }) {
    const dataConverter = { payloadCodecs: [codec] };
    const client = new Client({ connection, dataConverter });
    await withWorker(nativeConnection, { dataConverter }, async (taskQueue) => {
      const handle = await client.workflow.start('greet', { workflowId: newId(), taskQueue, args: ['secret word'] });
      assert.equal(await handle.result(), 'Hello, secret word!');
      assert.ok(!JSON.stringify((await handle.fetchHistory()).events.map((e) => Buffer.from(JSON.stringify(e)).toString())).includes('secret word'));
      const update = await client.workflow.start('messages', { workflowId: newId(), taskQueue });
      assert.equal(await update.executeUpdate('checked', { args: ['coded'] }), 'coded checked');
      assert.equal(await update.query('sum', 1, 2), 3);
      await update.terminate();
    });
  },
  async failuresAreEncodedToo({ connection, nativeConnection }) {
    const dataConverter = { payloadCodecs: [codec], failureConverterPath: path.join(__dirname, 'encoding-failures.js') };
    const client = new Client({ connection, dataConverter });
    await withWorker(nativeConnection, { dataConverter }, async (taskQueue) => {
      const handle = await client.workflow.start('failsWithDetails', { workflowId: newId(), taskQueue });
      await assert.rejects(handle.result(), (e) => e.cause.message === 'broke');
      const { failure } = (await handle.fetchHistory()).events.at(-1).workflowExecutionFailedEventAttributes;
      assert.equal(failure.message, 'Encoded failure');
    });
  },
  async interceptorsPassHeaders({ connection, nativeConnection }) {
    const header = async (input, next) => next({ ...input, headers: { ...input.headers, mark: { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"seen"') } } });
    const client = new Client({ connection, interceptors: { workflow: [{ start: header, signal: header }] } });
    const inbound = () => ({ inbound: { execute: async (input, next) => (input.headers.mark ? `header ${Buffer.from(input.headers.mark.data)}` : next(input)) } });
    const interceptors = { workflowModules: [path.join(__dirname, 'interceptors.js')], activity: [inbound] };
    await withWorker(nativeConnection, { interceptors }, async (taskQueue) => {
      const handle = await client.workflow.start('callsHeaders', { workflowId: newId(), taskQueue });
      assert.equal(await handle.result(), 'header "seen"');
    });
  },
  async cacheOfOneWorkflow({ client, nativeConnection }) {
    await withWorker(nativeConnection, { maxCachedWorkflows: 1, maxConcurrentWorkflowTaskExecutions: 2 }, async (taskQueue) => {
      const handles = await Promise.all([...Array(4).keys()].map(() =>
        client.workflow.start('counter', { workflowId: newId(), taskQueue })));
      for (let round = 1; round <= 3; round++) {
        for (const handle of handles) {
          await handle.signal('add', 1);
          assert.equal(await handle.query('total'), round);
        }
      }
      for (const handle of handles) await handle.signal('finish');
      for (const handle of handles) assert.equal(await handle.result(), 3);
    });
  },
  async noCacheAtAll({ client, nativeConnection }) {
    await withWorker(nativeConnection, { maxCachedWorkflows: 0 }, async (taskQueue) => {
      assert.equal(await client.workflow.execute('parallel', { workflowId: newId(), taskQueue, args: [5] }), 10);
      const handle = await client.workflow.start('messages', { workflowId: newId(), taskQueue });
      assert.equal(await handle.executeUpdate('checked', { args: ['n'] }), 'n checked');
      await handle.terminate();
    });
  },
  async workerThatGoesLeavesItsWorkToTheNext({ client, nativeConnection }) {
    const taskQueue = newId('queue');
    const make = () => Worker.create({ connection: nativeConnection, taskQueue, activities, workflowsPath });
    let handle;
    await (await make()).runUntil(async () => {
      handle = await client.workflow.start('counter', { workflowId: newId(), taskQueue });
      await handle.signal('add', 2);
      assert.equal(await handle.query('total'), 2);
    });
    await (await make()).runUntil(async () => {
      assert.equal(await handle.query('total'), 2);
      await handle.signal('finish');
      assert.equal(await handle.result(), 2);
    });
  },
  async historiesOfAllKindsReplay({ start, client }) {
    const kinds = [['greet', ['x']], ['parallel', [4]], ['timers'], ['cancelActivity'], ['localActivities', ['l']], ['parent', ['p']],
      ['attributes'], ['patched'], ['nestedScopes'], ['random'], ['manyChildren', [3]], ['localRetries', [newId()]]];
    for (const [type, args] of kinds) {
      const handle = await start(type, args);
      await handle.result();
      const history = await client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId).fetchHistory();
      await Worker.runReplayHistory({ workflowsPath }, history, handle.workflowId);
    }
  },
  async updatedHistoriesReplay({ start }) {
    const handle = await start('messages');
    await handle.executeUpdate('checked', { args: ['r'] });
    await handle.signal('finish');
    await handle.result();
    await Worker.runReplayHistory({ workflowsPath }, await handle.fetchHistory(), handle.workflowId);
  },
  async changedHistoryIsNotReplayed({ start }) {
    const handle = await start('greet', ['x']);
    await handle.result();
    const history = await handle.fetchHistory();
    history.events.find((e) => e.activityTaskScheduledEventAttributes).activityTaskScheduledEventAttributes.activityType.name = 'other';
    await assert.rejects(Worker.runReplayHistory({ workflowsPath }, history, handle.workflowId), DeterminismViolationError);
  },
  async pollersAreListed({ connection }) {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: 'default', taskQueue: { name: 'typescript' }, taskQueueType: 1,
    });
    assert.ok(pollers.length >= 1 && pollers[0].identity.length > 0);
  },
};
