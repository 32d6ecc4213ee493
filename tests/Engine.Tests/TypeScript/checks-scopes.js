// Cancellation scopes, timers, and the ends and repetitions of whole workflows.
const assert = require('assert');
const { WorkflowFailedError } = require('@temporalio/client');
const { eventually, eventTypes, newId, taskQueue } = require('./support');

module.exports = {
  async scopeWithTimeout({ run }) { assert.equal(await run('scopeTimesOut'), 'cancelled after the timeout'); },
  async scopeShieldedFromCancellation({ start }) {
    const handle = await start('shielded');
    await eventually(async () => assert.ok((await eventTypes(handle)).includes('TIMER_STARTED')));
    await handle.cancel();
    await handle.signal('open');
    assert.equal(await handle.result(), 'finished its work');
    assert.ok(!(await eventTypes(handle)).includes('TIMER_CANCELED'));
  },
  async scopesInScopes({ run }) { assert.deepEqual(await run('nestedScopes'), ['inner cancelled', 'outer goes on']); },
  async cancelledTimerLeavesItsEvents({ start }) {
    const handle = await start('timers');
    await handle.result();
    const types = await eventTypes(handle);
    assert.ok(types.includes('TIMER_CANCELED') && types.includes('TIMER_FIRED'));
  },
  async conditionTimesOut({ run }) { assert.equal(await run('conditionTimesOut'), false); },
  async timersFireInTheirOrder({ run }) { assert.deepEqual(await run('timersInOrder'), [1, 2, 3]); },
  async cancellationThatIsIgnored({ start }) {
    const handle = await start('ignoresCancellation');
    await eventually(async () => assert.ok((await eventTypes(handle)).includes('TIMER_STARTED')));
    await handle.cancel();
    assert.equal(await handle.result(), 'went on');
    assert.equal((await handle.describe()).status.name, 'COMPLETED');
  },
  async workflowFailureKeepsTypeAndDetails({ start }) {
    const handle = await start('failsWithDetails');
    await assert.rejects(handle.result(), (e) => e instanceof WorkflowFailedError
      && e.cause.type === 'Special' && e.cause.details[0].code === 42 && e.cause.cause.message === 'the reason');
    assert.equal((await handle.describe()).status.name, 'FAILED');
  },
  async workflowRetryStopsAtNonRetryable({ start }) {
    const handle = await start('failsWithDetails', [], { retry: { initialInterval: '10ms', maximumAttempts: 5 } });
    await assert.rejects(handle.result(), WorkflowFailedError);
    assert.equal((await handle.describe()).runId, handle.firstExecutionRunId);
  },
  async workflowRetriesUseUp({ start }) {
    const handle = await start('alwaysFails', [], { retry: { initialInterval: '10ms', maximumAttempts: 2 } });
    await assert.rejects(handle.result(), WorkflowFailedError);
    assert.notEqual((await handle.describe()).runId, handle.firstExecutionRunId);
  },
  async executionTimeoutEndsTheChainOfRuns({ start }) {
    const handle = await start('countsForever', [], { workflowExecutionTimeout: '10s' });
    await assert.rejects(handle.result(), (e) => e.cause.constructor.name === 'TimeoutFailure');
    assert.notEqual((await handle.describe()).runId, handle.firstExecutionRunId);
  },
  async runTimeoutIsRetried({ start }) {
    // A machine that pauses may let later runs time out, too.
    const handle = await start('firstIsSlow', [], {
      workflowRunTimeout: '1500ms', retry: { maximumAttempts: 40, initialInterval: '10ms', backoffCoefficient: 1 },
    });
    const [, attempt] = /^attempt (\d+)$/.exec(await handle.result());
    assert.ok(attempt >= 2, attempt);
    assert.notEqual((await handle.describe()).runId, handle.firstExecutionRunId);
  },
  async cronRunsAgain({ client }) {
    const handle = await client.workflow.start('greet', {
      workflowId: newId('cron'), taskQueue, args: ['cron'], cronSchedule: '@every 1s',
    });
    await eventually(async () => {
      const description = await handle.describe();
      const current = client.workflow.getHandle(handle.workflowId, description.runId);
      const { events } = await current.fetchHistory();
      const started = events[0].workflowExecutionStartedEventAttributes;
      assert.ok(started.continuedExecutionRunId && started.lastCompletionResult);
    });
    await client.workflow.getHandle(handle.workflowId).terminate();
  },
  async continueAsNewKeepsMemoAndTakesNewArguments({ start }) {
    const handle = await start('changesOnContinue', [0], { memo: { kept: 'yes' } });
    assert.deepEqual(await handle.result(), { turn: 1, kept: 'yes', type: 'changesOnContinue' });
  },
  async continueAsNewToAnotherType({ run }) { assert.equal(await run('becomesGreet'), 'Hello, changed!'); },
  async randomAndUuidAreReplayed({ run }) { assert.equal(await run('random'), true); },
  async failedTaskIsRepeated({ run }) { assert.equal(await run('failsItsFirstTask'), 'second try'); },
  async manyTimers({ run }) { assert.equal(await run('manyTimers', [200]), 200); },
  async infoOfTheWorkflow({ start }) {
    const handle = await start('tellsInfo', [], { workflowTaskTimeout: '7s', workflowRunTimeout: '1m' });
    const info = await handle.result();
    assert.equal(info.workflowId, handle.workflowId);
    assert.equal(info.runId, handle.firstExecutionRunId);
    assert.equal(info.taskTimeoutMs, 7000);
    assert.equal(info.runTimeoutMs, 60000);
    assert.equal(info.attempt, 1);
    assert.ok(info.historyLength >= 3 && info.historySize > 0);
  },
};
