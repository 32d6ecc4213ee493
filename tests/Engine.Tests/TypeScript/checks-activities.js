// Activities: retries, timeouts of every kind, cancellation, heartbeats, completion from outside, operators' commands.
const assert = require('assert');
const activity = require('@temporalio/activity');
const { WorkflowFailedError, ActivityNotFoundError, ActivityCancelledError, ActivityCompletionFailedError } = require('@temporalio/client');
const { attempts, released } = require('./activities');
const { eventually, eventTypes, newId, tokenOf } = require('./support');

const pending = async (handle) => (await handle.describe()).raw.pendingActivities[0];
/** The result of a workflow that cancels its activity once that runs. */
const cancelledWith = async (start, type) => {
  const handle = await start('cancelsWith', [type]);
  await eventually(async () => assert.equal((await pending(handle)).state, 2));
  await handle.signal('itRuns');
  return handle.result();
};
const target = (handle) => ({ namespace: 'default', execution: { workflowId: handle.workflowId } });

module.exports = {
  async heartbeatDetailsReachTheRetry({ run }) { assert.deepEqual(await run('callsResumes'), { step: 7 }); },
  async heartbeatTimeoutKeepsTheLastDetails({ run }) { assert.equal(await run('hangs'), 'HEARTBEAT last beat'); },
  async nonRetryableErrorTypesAreNotRetried({ run }) { assert.equal(await run('stopsAtBoom'), 'NON_RETRYABLE_FAILURE'); },
  async attemptsEndAtTheMaximum({ run }) { assert.equal(await run('failsOften', [newId(), 5, 3]), 'MAXIMUM_ATTEMPTS_REACHED attempt 3'); },
  async attemptsGoOnUntilSuccess({ run }) { assert.equal(await run('failsOften', [newId(), 3, 0]), 4); },
  async nextRetryDelayIsKept({ run }) { assert.ok(await run('waitsForItsRetry', [newId()]) >= 290); },
  async scheduleToStartTimeout({ run }) { assert.equal(await run('unpolled', [{ scheduleToStartTimeout: '200ms', startToCloseTimeout: '5s' }]), 'SCHEDULE_TO_START'); },
  async scheduleToCloseTimeoutOfATakenActivity({ run }) { assert.equal(await run('tooSlow', [{ scheduleToCloseTimeout: '1500ms' }]), 'SCHEDULE_TO_CLOSE'); },
  async startToCloseTimeoutIsRetried({ run }) {
    assert.equal(await run('tooSlow', [{ startToCloseTimeout: '150ms', retry: { maximumAttempts: 2, initialInterval: '10ms' } }]), 'START_TO_CLOSE');
  },
  async cancellationTried({ start }) { assert.equal(await cancelledWith(start, 'TRY_CANCEL'), 'cancelled at once'); },
  async cancellationAbandoned({ start }) { assert.equal(await cancelledWith(start, 'ABANDON'), 'cancelled at once'); },
  async cancellationAwaited({ start }) { assert.equal(await cancelledWith(start, 'WAIT_CANCELLATION_COMPLETED'), 'finished anyway'); },
  async activityKnowsWhereItRuns({ run }) {
    const info = await run('asksForInfo');
    assert.equal(info.type, 'info');
    assert.equal(info.workflow, 'asksForInfo');
    assert.equal(info.queue, 'typescript');
    assert.equal(info.attempt, 1);
    assert.equal(info.local, false);
  },
  async summaryIsInTheHistory({ start }) {
    const handle = await start('summarised');
    await handle.result();
    const { events } = await handle.fetchHistory();
    const scheduled = events.find((e) => e.activityTaskScheduledEventAttributes);
    assert.equal(Buffer.from(scheduled.userMetadata.summary.data).toString(), '"what it does"');
    const timer = events.find((e) => e.timerStartedEventAttributes);
    assert.equal(Buffer.from(timer.userMetadata.summary.data).toString(), '"why it waits"');
  },
  async outsideHeartbeatReportsCancellation({ start, client }) {
    const handle = await start('waitsForItsCancellation');
    const token = await tokenOf(handle);
    await client.activity.heartbeat(token, 'alive');
    await handle.cancel();
    await eventually(() => assert.rejects(client.activity.heartbeat(token, 'still'), ActivityCancelledError));
    await client.activity.reportCancellation(token);
    await assert.rejects(handle.result(), WorkflowFailedError);
  },
  async outsideCompletionTwiceIsNotFound({ start, client }) {
    const handle = await start('completedLater');
    const token = await tokenOf(handle);
    await client.activity.complete(token, 1);
    await handle.result();
    await assert.rejects(client.activity.complete(token, 2), ActivityNotFoundError);
  },
  async outsideCompletionWithGarbage({ client }) {
    await assert.rejects(client.activity.complete(new Uint8Array([1, 2, 3]), 2), ActivityCompletionFailedError);
  },
  async outsideFailureByToken({ start, client }) {
    const handle = await start('completedLater');
    await client.activity.fail(await tokenOf(handle), activity.ApplicationFailure.nonRetryable('no', 'Refused', 'why'));
    await assert.rejects(handle.result(), (e) => e.cause.cause.type === 'Refused' && e.cause.cause.details[0] === 'why');
  },
  async pendingActivityIsDescribed({ start }) {
    const handle = await start('failsOften', [newId(), 1000, 0]);
    await eventually(async () => {
      const info = await pending(handle);
      assert.ok(info.attempt >= 3);
      assert.match(info.lastFailure.message, /^attempt/);
      assert.equal(info.activityType.name, 'failsFor');
    });
    await handle.terminate();
  },
  async pauseHoldsRetriesUntilUnpaused({ start, connection }) {
    const key = newId();
    const handle = await start('failsFastUntilReleased', [key]);
    await eventually(() =>
      connection.workflowService.pauseActivity({ ...target(handle), type: 'failsUntilReleased', identity: 'me', reason: 'look' }));
    await eventually(async () => assert.equal((await pending(handle)).paused, true));
    await eventually(async () => assert.equal((await pending(handle)).lastWorkerIdentity !== '' && (await pending(handle)).state, 4));
    const before = attempts.get(key) ?? 0;
    await new Promise((r) => setTimeout(r, 300));
    assert.equal(attempts.get(key) ?? 0, before);
    released.add(key);
    await connection.workflowService.unpauseActivity({ ...target(handle), type: 'failsUntilReleased' });
    assert.equal(await handle.result(), before + 1);
  },
  async resetLetsAttemptsBeginAgain({ start, connection }) {
    const key = newId();
    const handle = await start('failsSlowly', [key]);
    await eventually(async () => assert.ok((await pending(handle)).attempt >= 4));
    released.add(key);
    await connection.workflowService.resetActivity({ ...target(handle), type: 'failsUntilReleased' });
    await handle.result();
    const { events } = await handle.fetchHistory();
    assert.equal(events.find((e) => e.activityTaskStartedEventAttributes).activityTaskStartedEventAttributes.attempt, 1);
  },
  async optionsOfAPendingActivityChange({ start, connection }) {
    const handle = await start('completedLater');
    await tokenOf(handle);
    const { activityOptions } = await connection.workflowService.updateActivityOptions({
      ...target(handle), type: 'later', activityOptions: { startToCloseTimeout: { seconds: 77 } },
      updateMask: { paths: ['start_to_close_timeout'] },
    });
    assert.equal(Number(activityOptions.startToCloseTimeout.seconds), 77);
    await handle.terminate();
  },
  async localActivityRetries({ run }) { assert.equal(await run('localRetries', [newId()]), 3); },
  async localActivityFailureReachesTheWorkflow({ run }) { assert.equal(await run('localFails'), 'Boom'); },
  async localActivityTimesOut({ run }) { assert.equal(await run('localTooSlow'), 'START_TO_CLOSE'); },
  async localActivitiesLeaveMarkersOnly({ start }) {
    const handle = await start('localActivities', ['x']);
    await handle.result();
    const types = await eventTypes(handle);
    assert.equal(types.filter((t) => t === 'MARKER_RECORDED').length, 2);
    assert.ok(!types.includes('ACTIVITY_TASK_SCHEDULED'));
  },
  async localActivityLongerThanATask({ run }) { assert.equal(await run('localLong', [], { workflowTaskTimeout: '2s' }), 'done'); },
  async eagerActivitiesDoTheSame({ run }) { assert.equal(await run('parallel', [3]), 3); },
};
