// Ids, conflicts, limits, reset, and other calls of the service.
const assert = require('assert');
const { WorkflowExecutionAlreadyStartedError, Client } = require('@temporalio/client');
const { eventually, eventTypes, newId, taskQueue } = require('./support');

const reset = async (client, handle, extra = {}) => {
  const { runId } = await client.connection.workflowService.resetWorkflowExecution({
    namespace: 'default', workflowExecution: { workflowId: handle.workflowId }, workflowTaskFinishEventId: 4, reason: 'test',
    requestId: newId('reset'), ...extra,
  });
  return client.workflow.getHandle(handle.workflowId, runId);
};

module.exports = {
  async conflictUsesTheExisting({ start, client }) {
    const handle = await start('waiting');
    const same = await client.workflow.start('waiting', { workflowId: handle.workflowId, taskQueue, workflowIdConflictPolicy: 'USE_EXISTING' });
    assert.equal(same.firstExecutionRunId, handle.firstExecutionRunId);
    await handle.terminate();
  },
  async conflictTerminatesTheExisting({ start, client }) {
    const handle = await start('waiting');
    const next = await client.workflow.start('waiting', { workflowId: handle.workflowId, taskQueue, workflowIdConflictPolicy: 'TERMINATE_EXISTING' });
    assert.notEqual(next.firstExecutionRunId, handle.firstExecutionRunId);
    const old = client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId);
    assert.equal((await old.describe()).status.name, 'TERMINATED');
    await next.terminate();
  },
  async reuseOnlyAfterAFailure({ start, client }) {
    const good = await start('greet', ['x']);
    await good.result();
    const options = { taskQueue, workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' };
    await assert.rejects(client.workflow.start('waiting', { workflowId: good.workflowId, ...options }), WorkflowExecutionAlreadyStartedError);
    const bad = await start('alwaysFails');
    await assert.rejects(bad.result());
    await (await client.workflow.start('waiting', { workflowId: bad.workflowId, ...options })).terminate();
  },
  async alreadyStartedTellsItsId({ start }) {
    const handle = await start('waiting');
    await assert.rejects(start('waiting', [], { workflowId: handle.workflowId }), (e) => e.workflowId === handle.workflowId && e.workflowType === 'waiting');
    await handle.terminate();
  },
  async inputThatIsTooLargeIsRefused({ start }) {
    await assert.rejects(start('greet', ['x'.repeat(2200000)]), (e) => /Blob data size exceeds limit/.test(`${e} ${e.cause}`));
  },
  async inputOfAMegabyteIsFine({ run }) { assert.equal((await run('greet', ['x'.repeat(1000000)])).length, 1000008); },
  async namespaceThatDoesNotExist({ connection }) {
    const client = new Client({ connection, namespace: 'nowhere' });
    await assert.rejects(client.workflow.getHandle('x').describe(), (e) => /nowhere/.test(`${e} ${e.cause}`));
  },
  async eagerStartIsAnsweredWithATask({ nativeConnection }) {
    const client = new Client({ connection: nativeConnection });
    const handle = await client.workflow.start('greet', { workflowId: newId(), taskQueue, args: ['eager'], requestEagerStart: true });
    assert.equal(handle.eagerlyStarted, true);
    assert.equal(await handle.result(), 'Hello, eager!');
  },
  async resetCarriesUpdatesOver({ start, client }) {
    const handle = await start('messages');
    assert.equal(await handle.executeUpdate('checked', { args: ['u'], updateId: 'kept' }), 'u checked');
    const again = await reset(client, handle);
    assert.equal(await again.getUpdateHandle('kept').result(), 'u checked');
    assert.ok((await eventTypes(again)).includes('WORKFLOW_EXECUTION_UPDATE_ADMITTED'));
    await again.signal('finish');
    await again.result();
  },
  async resetLeavesSignalsOutOnDemand({ start, client }) {
    const handle = await start('messages');
    // Answered once the first task is over, so that the signal comes after the event to go back to.
    assert.deepEqual(await handle.query('notes'), []);
    await handle.signal('note', 1);
    assert.deepEqual(await handle.query('notes'), [1]);
    const again = await reset(client, handle, { resetReapplyExcludeTypes: [1] });
    assert.deepEqual(await again.query('notes'), []);
    await again.terminate();
  },
  async resetOfAClosedWorkflow({ start, client }) {
    const handle = await start('greet', ['again']);
    await handle.result();
    assert.equal(await (await reset(client, handle)).result(), 'Hello, again!');
  },
  async resetKeepsPendingChildrenAndTimers({ start, client }) {
    const id = newId('child');
    const handle = await start('childEnds', [{ workflowId: id }]);
    await eventually(() => client.workflow.getHandle(id).describe());
    const { events } = await handle.fetchHistory();
    assert.ok(events.length > 4);
    await eventually(async () => assert.ok((await eventTypes(handle)).filter((t) => t === 'WORKFLOW_TASK_COMPLETED').length >= 2));
    const second = (await handle.fetchHistory()).events.filter((e) => e.workflowTaskCompletedEventAttributes)[1];
    const again = await reset(client, handle, { workflowTaskFinishEventId: Number(second.eventId) });
    await client.workflow.getHandle(id).terminate();
    assert.equal(await again.result(), 'TerminatedFailure');
  },
  async resetWithBadEventIsRefused({ start, client }) {
    const handle = await start('waiting');
    await assert.rejects(reset(client, handle, { workflowTaskFinishEventId: 400 }), /finish ID/);
    await handle.terminate();
  },
  async historyInReverse({ start, connection }) {
    const handle = await start('greet', ['x']);
    await handle.result();
    const { history } = await connection.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: 'default', execution: { workflowId: handle.workflowId },
    });
    assert.ok(Number(history.events[0].eventId) > Number(history.events.at(-1).eventId));
    assert.equal(Number(history.events.at(-1).eventId), 1);
  },
  async deletedWorkflowIsNotFound({ start, connection }) {
    const handle = await start('greet', ['x']);
    await handle.result();
    await connection.workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution: { workflowId: handle.workflowId } });
    await eventually(() => assert.rejects(handle.describe(), /not found/));
  },
  async openAndClosedLists({ start, connection }) {
    const handle = await start('waiting');
    const filter = { namespace: 'default', executionFilter: { workflowId: handle.workflowId } };
    await eventually(async () =>
      assert.equal((await connection.workflowService.listOpenWorkflowExecutions(filter)).executions.length, 1));
    await handle.terminate();
    await eventually(async () =>
      assert.equal((await connection.workflowService.listClosedWorkflowExecutions(filter)).executions.length, 1));
    assert.equal((await connection.workflowService.listOpenWorkflowExecutions(filter)).executions.length, 0);
  },
  async batchSignalsMany({ start, connection, client }) {
    const tag = newId('batch');
    const handles = await Promise.all([...Array(5).keys()].map((i) => start('messages', [], { workflowId: `${tag}-${i}` })));
    await eventually(async () => assert.equal((await client.workflow.count(`WorkflowId STARTS_WITH '${tag}'`)).count, 5));
    await eventually(() => connection.workflowService.startBatchOperation({
      namespace: 'default', jobId: tag, reason: 'test', visibilityQuery: `WorkflowId STARTS_WITH '${tag}'`,
      signalOperation: { signal: 'finish', identity: 'me' },
    }));
    await Promise.all(handles.map((h) => h.result()));
    await eventually(async () => {
      const job = await connection.workflowService.describeBatchOperation({ namespace: 'default', jobId: tag });
      assert.equal(Number(job.completeOperationCount), 5);
    });
  },
  async serverSaysWhatItCan({ connection }) {
    const { serverVersion, capabilities } = await connection.workflowService.getSystemInfo({});
    assert.match(serverVersion, /^1\./);
    assert.ok(capabilities.upsertMemo && capabilities.eagerWorkflowStart && capabilities.supportsSchedules);
  },
};
