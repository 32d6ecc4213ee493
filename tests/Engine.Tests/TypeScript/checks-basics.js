// The basics: each kind of thing that a workflow does, once.
const path = require('path');
const assert = require('assert');
const { Worker } = require('@temporalio/worker');
const { WorkflowFailedError, WorkflowUpdateFailedError, WithStartWorkflowOperation } = require('@temporalio/client');
const activity = require('@temporalio/activity');
const { eventually, taskQueue, tokenOf } = require('./support');

module.exports = {
  async activityResult({ run }) { assert.equal(await run('greet', ['World']), 'Hello, World!'); },
  async manyActivities({ run }) { assert.equal(await run('parallel', [30]), 435); },
  async timersAndScopes({ run }) { assert.equal(await run('timers'), 'cancelled'); },
  async activityRetry({ run }) { assert.equal(await run('retried'), 2); },
  async activityFailure({ run }) {
    assert.equal(await run('failed'), 'ActivityFailure/MAXIMUM_ATTEMPTS_REACHED/Boom/boom');
  },
  async activityTimeout({ run }) { assert.equal(await run('timedOut'), 'TimeoutFailure/START_TO_CLOSE'); },
  async heartbeatTimeout({ run }) { assert.equal(await run('heartbeatTimedOut'), 'TimeoutFailure/HEARTBEAT'); },
  async activityCancellation({ run }) { assert.equal(await run('cancelActivity'), 'cancelled'); },
  async localActivities({ run }) { assert.equal(await run('localActivities', ['one']), 'one and again'); },
  async signalsAndQueries({ start }) {
    const handle = await start('counter');
    await handle.signal('add', 2);
    assert.equal(await handle.query('total'), 2);
    await handle.signal('add', 3);
    assert.equal(await handle.query('total'), 5);
    await handle.signal('finish');
    assert.equal(await handle.result(), 5);
    assert.equal(await handle.query('total'), 5, 'a closed workflow answers too');
  },
  async unknownQueryFails({ start }) {
    const handle = await start('counter');
    await assert.rejects(handle.query('nope'), /did not register a handler for nope/);
    await handle.terminate();
  },
  async updates({ start }) {
    const handle = await start('counter');
    assert.equal(await handle.executeUpdate('set', { args: [7] }), 0);
    assert.equal(await handle.executeUpdate('set', { args: [9] }), 7);
    const length = (await handle.fetchHistory()).events.length;
    await assert.rejects(handle.executeUpdate('set', { args: [-1] }), WorkflowUpdateFailedError);
    assert.equal((await handle.fetchHistory()).events.length, length, 'a rejected update leaves nothing');
    const pending = await handle.startUpdate('set', { args: [11], waitForStage: 'ACCEPTED', updateId: 'u' });
    assert.equal(await pending.result(), 9);
    assert.equal(await handle.executeUpdate('set', { args: [99], updateId: 'u' }), 9, 'the same id, the same outcome');
    await handle.signal('finish');
    assert.equal(await handle.result(), 11);
  },
  async updateWithStart({ client }) {
    const startOperation = new WithStartWorkflowOperation('counter', {
      workflowId: `ts-uws-${process.pid}`, taskQueue, workflowIdConflictPolicy: 'USE_EXISTING',
    });
    const result = await client.workflow.executeUpdateWithStart('set', {
      startWorkflowOperation: startOperation, args: [3],
    });
    assert.equal(result, 0);
    const handle = await startOperation.workflowHandle();
    await handle.signal('finish');
    assert.equal(await handle.result(), 3);
  },
  async signalWithStart({ client }) {
    const options = { workflowId: `ts-sws-${process.pid}`, taskQueue, signal: 'add', signalArgs: [4] };
    await client.workflow.signalWithStart('counter', options);
    const handle = await client.workflow.signalWithStart('counter', options);
    await handle.signal('finish');
    assert.equal(await handle.result(), 8);
  },
  async cancellation({ start }) {
    const handle = await start('cancellable');
    await handle.cancel();
    await assert.rejects(handle.result(), (e) => e instanceof WorkflowFailedError && e.cause.constructor.name === 'CancelledFailure');
    assert.equal((await handle.describe()).status.name, 'CANCELLED');
  },
  async termination({ start }) {
    const handle = await start('waiting');
    await handle.terminate('enough');
    await assert.rejects(handle.result(), (e) => e.cause.constructor.name === 'TerminatedFailure' && e.cause.message === 'enough');
    await assert.rejects(handle.signal('add', 1), /already completed/);
  },
  async continueAsNew({ run }) { assert.equal(await run('countDown', [2]), 'landed'); },
  async children({ run }) {
    assert.equal(await run('parent', ['child']), 'Hello, child! ChildWorkflowFailure child broke');
  },
  async externalSignal({ run, start }) {
    const other = await start('counter');
    assert.equal(await run('signalOther', [other.workflowId]), 'signalled');
    assert.equal(await other.result(), 5);
  },
  async externalCancel({ run, start }) {
    const other = await start('cancellable');
    assert.equal(await run('cancelOther', [other.workflowId]), 'asked');
    await assert.rejects(other.result(), WorkflowFailedError);
  },
  async patching({ run }) { assert.equal(await run('patched'), 'new'); },
  async searchAttributesAndMemo({ start, client }) {
    const handle = await start('attributes');
    assert.equal(await handle.result(), 'hello');
    const found = [];
    for await (const w of client.workflow.list({ query: `CustomInt = 42 AND WorkflowId = '${handle.workflowId}'` })) found.push(w);
    assert.equal(found.length, 1);
    assert.equal(found[0].memo.note, 'hello');
    assert.equal((await client.workflow.count("WorkflowType = 'attributes' AND CustomInt > 41")).count, 1);
  },
  async workflowRetry({ client }) {
    const handle = await client.workflow.start('retriedWorkflow', {
      workflowId: `ts-retry-${process.pid}`, taskQueue, retry: { initialInterval: '10ms', maximumAttempts: 3 },
    });
    assert.equal(await handle.result(), 2);
  },
  async workflowTimeout({ client }) {
    const handle = await client.workflow.start('waiting', {
      workflowId: `ts-timeout-${process.pid}`, taskQueue, workflowRunTimeout: '500ms',
    });
    await assert.rejects(handle.result(), (e) => e.cause.constructor.name === 'TimeoutFailure');
  },
  async startDelay({ client }) {
    const begin = Date.now();
    await client.workflow.execute('greet', { workflowId: `ts-delay-${process.pid}`, taskQueue, args: ['x'], startDelay: '700ms' });
    assert.ok(Date.now() - begin >= 690);
  },
  async signalStorm({ start }) {
    const handle = await start('continuesWithHeavySignal');
    await Promise.all([...Array(20).keys()].map((i) => handle.signal('add', i)));
    assert.equal(await handle.result(), 190);
  },
  async duplicateStartIsRefused({ client, start }) {
    const handle = await start('waiting');
    await assert.rejects(
      client.workflow.start('waiting', { workflowId: handle.workflowId, taskQueue }),
      (e) => e.constructor.name === 'WorkflowExecutionAlreadyStartedError');
    await handle.terminate();
    await client.workflow.execute('greet', { workflowId: handle.workflowId, taskQueue, args: ['again'] });
    await assert.rejects(
      client.workflow.start('greet', { workflowId: handle.workflowId, taskQueue, workflowIdReusePolicy: 'REJECT_DUPLICATE' }),
      (e) => e.constructor.name === 'WorkflowExecutionAlreadyStartedError');
  },
  async asyncCompletion({ start, client }) {
    const handle = await start('completedLater');
    await client.activity.complete(await tokenOf(handle), 'from outside');
    assert.equal(await handle.result(), 'from outside');
  },
  async asyncCompletionById({ start, client }) {
    const handle = await start('completedLater');
    await tokenOf(handle);
    await client.activity.fail({ workflowId: handle.workflowId, activityId: '1' }, activity.ApplicationFailure.nonRetryable('no', 'No'));
    await assert.rejects(handle.result(), (e) => e.cause.cause.type === 'No');
  },
  async reset({ start, client }) {
    const handle = await start('counter');
    // Answered once the first task is over, so that the signal comes after the event to go back to.
    assert.equal(await handle.query('total'), 0);
    await handle.signal('add', 1);
    assert.equal(await handle.query('total'), 1);
    const { runId } = await client.connection.workflowService.resetWorkflowExecution({
      namespace: 'default', workflowExecution: { workflowId: handle.workflowId }, workflowTaskFinishEventId: 4, reason: 'test',
      requestId: `reset-${process.pid}`,
    });
    const again = client.workflow.getHandle(handle.workflowId, runId);
    assert.equal(await again.query('total'), 1, 'the signal is kept');
    await again.signal('finish');
    assert.equal(await again.result(), 1);
  },
  async schedules({ client }) {
    const schedule = await client.schedule.create({
      scheduleId: `ts-schedule-${process.pid}`,
      spec: { intervals: [{ every: '36500d' }], calendars: [{ dayOfWeek: 'MONDAY', hour: 9 }] },
      action: { type: 'startWorkflow', workflowType: 'greet', taskQueue, args: ['clock'] },
    });
    await schedule.trigger();
    await eventually(async () => {
      const { info } = await schedule.describe();
      assert.equal(info.recentActions.length, 1);
      const { workflowId } = info.recentActions[0].action.workflow;
      assert.equal(await client.workflow.getHandle(workflowId).result(), 'Hello, clock!');
    });
    await schedule.pause('later');
    assert.equal((await schedule.describe()).state.paused, true);
    await schedule.update((previous) => ({ ...previous, spec: { intervals: [{ every: '2h' }] } }));
    assert.equal((await schedule.describe()).spec.intervals[0].every, 7200000);
    const ids = [];
    for await (const s of client.schedule.list()) ids.push(s.scheduleId);
    assert.ok(ids.includes(schedule.scheduleId));
    await schedule.delete();
    await assert.rejects(schedule.describe(), /not found/i);
  },
  async replay({ client, run }) {
    const id = `ts-replay-${process.pid}`;
    await client.workflow.execute('parallel', { workflowId: id, taskQueue, args: [3] });
    const history = await client.workflow.getHandle(id).fetchHistory();
    await Worker.runReplayHistory({ workflowsPath: path.join(__dirname, 'workflows.js') }, history, id);
  },
};
