// Signals, queries and updates, and what becomes of them when nobody can answer.
const assert = require('assert');
const {
  WorkflowFailedError, WorkflowUpdateFailedError, WorkflowNotFoundError, WithStartWorkflowOperation, QueryRejectedError,
  QueryNotRegisteredError, WorkflowExecutionAlreadyStartedError, WorkflowContinuedAsNewError,
} = require('@temporalio/client');
const { eventually, eventTypes, newId, taskQueue } = require('./support');

const withStart = (conflict, id = newId()) => new WithStartWorkflowOperation('messages', {
  workflowId: id, taskQueue, workflowIdConflictPolicy: conflict,
});

module.exports = {
  async updateAcceptedThenCompleted({ start }) {
    const handle = await start('messages');
    const update = await handle.startUpdate('gated', { waitForStage: 'ACCEPTED', args: ['a'] });
    const types = await eventTypes(handle);
    assert.ok(types.includes('WORKFLOW_EXECUTION_UPDATE_ACCEPTED') && !types.includes('WORKFLOW_EXECUTION_UPDATE_COMPLETED'));
    await handle.signal('open');
    assert.equal(await update.result(), 'a passed');
    await handle.signal('finish');
  },
  async updateRejectedTellsWhy({ start }) {
    const handle = await start('messages');
    await assert.rejects(handle.executeUpdate('checked', { args: ['bad'] }),
      (e) => e instanceof WorkflowUpdateFailedError && /bad is refused/.test(e.cause.message));
    await handle.terminate();
  },
  async updateFailingInItsHandler({ start }) {
    const handle = await start('messages');
    await assert.rejects(handle.executeUpdate('broken'), (e) => e.cause.type === 'Broken' && e.cause.details[0] === 5);
    await handle.terminate();
  },
  async updateOfUnknownName({ start }) {
    const handle = await start('counter');
    await assert.rejects(handle.executeUpdate('nope'), WorkflowUpdateFailedError);
    await handle.terminate();
  },
  async updateFoundByItsId({ start }) {
    const handle = await start('messages');
    const updateId = newId('update');
    await handle.executeUpdate('checked', { args: ['x'], updateId });
    assert.equal(await handle.getUpdateHandle(updateId).result(), 'x checked');
    await handle.terminate();
  },
  async updateOfUnknownIdIsNotFound({ start }) {
    const handle = await start('messages');
    await assert.rejects(handle.getUpdateHandle('never-sent').result(), WorkflowNotFoundError);
    await handle.terminate();
  },
  async updateOnClosedWorkflow({ start }) {
    const handle = await start('greet', ['x']);
    await handle.result();
    await assert.rejects(handle.executeUpdate('checked', { args: ['x'] }), WorkflowNotFoundError);
  },
  async updateOnMissingWorkflow({ client }) {
    await assert.rejects(client.workflow.getHandle('nobody').executeUpdate('checked', { args: ['x'] }), WorkflowNotFoundError);
  },
  async acceptedUpdateFailsWhenTheWorkflowEnds({ start }) {
    const handle = await start('messages');
    const update = await handle.startUpdate('gated', { waitForStage: 'ACCEPTED', args: ['a'] });
    await handle.terminate();
    await assert.rejects(update.result(), (e) => e.cause.type === 'AcceptedUpdateCompletedWorkflow');
  },
  async updatesInParallelKeepTheirResults({ start }) {
    const handle = await start('messages');
    const results = await Promise.all([...Array(8).keys()].map((i) => handle.executeUpdate('checked', { args: [`u${i}`] })));
    assert.deepEqual(results, [...Array(8).keys()].map((i) => `u${i} checked`));
    await handle.terminate();
  },
  async updateThroughADefaultHandler({ start }) {
    const handle = await start('defaultHandlers');
    assert.equal(await handle.executeUpdate('anything', { args: [1] }), 'anything updated with 1');
    assert.equal(await handle.query('whatever', 2), 'whatever queried with 2');
    await handle.signal('anything-else', 3);
    assert.deepEqual(await handle.result(), ['anything-else', 3]);
  },
  async updateWithStartOnARunningWorkflow({ client, start }) {
    const handle = await start('messages');
    const operation = withStart('USE_EXISTING', handle.workflowId);
    assert.equal(
      await client.workflow.executeUpdateWithStart('checked', { startWorkflowOperation: operation, args: ['y'] }), 'y checked');
    assert.equal((await operation.workflowHandle()).firstExecutionRunId ?? handle.firstExecutionRunId, handle.firstExecutionRunId);
    await handle.terminate();
  },
  async updateWithStartRefusedByConflict({ client, start }) {
    const handle = await start('messages');
    await assert.rejects(
      client.workflow.executeUpdateWithStart('checked', { startWorkflowOperation: withStart('FAIL', handle.workflowId), args: ['y'] }),
      WorkflowExecutionAlreadyStartedError);
    await handle.terminate();
  },
  async updateWithStartRejectedStillStarts({ client }) {
    const operation = withStart('USE_EXISTING');
    await assert.rejects(
      client.workflow.executeUpdateWithStart('checked', { startWorkflowOperation: operation, args: ['bad'] }),
      WorkflowUpdateFailedError);
    const handle = await operation.workflowHandle();
    assert.equal((await handle.describe()).status.name, 'RUNNING');
    await handle.terminate();
  },
  async updateWithStartAccepted({ client }) {
    const operation = withStart('USE_EXISTING');
    const update = await client.workflow.startUpdateWithStart('gated', {
      startWorkflowOperation: operation, args: ['s'], waitForStage: 'ACCEPTED',
    });
    const handle = await operation.workflowHandle();
    await handle.signal('open');
    assert.equal(await update.result(), 's passed');
    await handle.terminate();
  },
  async signalsKeepTheirOrder({ start }) {
    const handle = await start('messages');
    for (let i = 0; i < 10; i++) await handle.signal('note', i);
    assert.deepEqual(await handle.query('notes'), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await handle.signal('finish');
    assert.deepEqual(await handle.result(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  },
  async signalBeforeItsHandlerIsBuffered({ client }) {
    const handle = await client.workflow.signalWithStart('lateHandler', {
      workflowId: newId(), taskQueue, signal: 'note', signalArgs: ['early'],
    });
    assert.equal(await handle.result(), 'early');
  },
  async signalOnMissingWorkflow({ client }) {
    await assert.rejects(client.workflow.getHandle('nobody').signal('note', 1), WorkflowNotFoundError);
  },
  async cancelAndTerminateOnMissingWorkflow({ client }) {
    await assert.rejects(client.workflow.getHandle('nobody').cancel(), WorkflowNotFoundError);
    await assert.rejects(client.workflow.getHandle('nobody').terminate(), WorkflowNotFoundError);
    await assert.rejects(client.workflow.getHandle('nobody').describe(), WorkflowNotFoundError);
  },
  async terminationOfAClosedWorkflow({ start }) {
    const handle = await start('greet', ['x']);
    await handle.result();
    await assert.rejects(handle.terminate(), WorkflowNotFoundError);
  },
  async terminationKeepsItsReason({ start }) {
    const handle = await start('waiting');
    await handle.terminate('the reason');
    const { events } = await handle.fetchHistory();
    assert.equal(events.at(-1).workflowExecutionTerminatedEventAttributes.reason, 'the reason');
  },
  async queryWithArguments({ start }) {
    const handle = await start('messages');
    assert.equal(await handle.query('sum', 2, 3), 5);
    await handle.terminate();
  },
  async queryThatThrows({ start }) {
    const handle = await start('messages');
    await assert.rejects(handle.query('throws'), /query went wrong/);
    await handle.terminate();
  },
  async queryOfUnknownName({ start }) {
    const handle = await start('messages');
    await assert.rejects(handle.query('nope'), QueryNotRegisteredError);
    await handle.terminate();
  },
  async queryRejectedWhenNotOpen({ client, start }) {
    const handle = await start('greet', ['x']);
    await handle.result();
    const { Client } = require('@temporalio/client');
    const strict = new Client({ connection: client.connection, workflow: { queryRejectCondition: 'NOT_OPEN' } });
    await assert.rejects(strict.workflow.getHandle(handle.workflowId).query('sum', 1, 2), QueryRejectedError);
  },
  async queryStackTrace({ start }) {
    const handle = await start('waiting');
    await eventually(async () => assert.match(await handle.query('__stack_trace'), /waiting|sleep/));
    await handle.terminate();
  },
  async queryWorkflowMetadata({ start }) {
    const handle = await start('messages');
    const { definition, currentDetails } = await handle.query('__temporal_workflow_metadata');
    assert.ok(definition.queryDefinitions.some((d) => d.name === 'sum' && d.description === 'adds two numbers'));
    assert.ok(definition.updateDefinitions.some((d) => d.name === 'checked'));
    assert.equal(currentDetails, 'shown to people');
    await handle.terminate();
  },
  async queryOfARunThatIsOver({ start }) {
    const handle = await start('messages');
    await handle.signal('note', 'n');
    await handle.signal('finish');
    await handle.result();
    assert.deepEqual(await handle.query('notes'), ['n']);
  },
  async descriptionHasItsFields({ start }) {
    const handle = await start('messages', [], { memo: { m: 1 }, workflowExecutionTimeout: '1h' });
    const description = await handle.describe();
    assert.equal(description.type, 'messages');
    assert.equal(description.taskQueue, taskQueue);
    assert.equal(description.memo.m, 1);
    assert.ok(description.historyLength >= 2 && description.startTime instanceof Date && description.runId.length === 36);
    assert.equal(Number(description.raw.executionConfig.workflowExecutionTimeout.seconds), 3600);
    await handle.terminate();
  },
  async summaryAndDetailsAreShown({ start }) {
    const handle = await start('waiting', [], { staticSummary: 'in short', staticDetails: 'at length' });
    const description = await handle.describe();
    assert.equal(await description.staticSummary(), 'in short');
    assert.equal(await description.staticDetails(), 'at length');
    await handle.terminate();
  },
  async resultWithoutFollowingRuns({ client, start }) {
    const handle = await start('countDown', [1]);
    await handle.result();
    const first = client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId, { followRuns: false });
    await assert.rejects(first.result(), WorkflowContinuedAsNewError);
  },
  async terminationGuardedByTheFirstRun({ client, start }) {
    const handle = await start('waiting');
    const wrong = client.workflow.getHandle(handle.workflowId, undefined, {
      firstExecutionRunId: '11111111-1111-1111-1111-111111111111',
    });
    await assert.rejects(wrong.terminate(), WorkflowNotFoundError);
    await client.workflow.getHandle(handle.workflowId, undefined, { firstExecutionRunId: handle.firstExecutionRunId }).terminate();
    await assert.rejects(handle.result(), WorkflowFailedError);
  },
};
