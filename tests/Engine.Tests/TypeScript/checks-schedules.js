// Schedules: their times, overlap, pauses, limits.
const assert = require('assert');
const { ScheduleAlreadyRunning, ScheduleNotFoundError } = require('@temporalio/client');
const { eventually, newId, taskQueue } = require('./support');

const action = (workflowType = 'greet', extra = {}) => ({ type: 'startWorkflow', workflowType, taskQueue, args: ['clock'], ...extra });
/** Next due in 2069: only what a check asks for is done. */
const seldom = { intervals: [{ every: '36500d' }] };
const create = (client, options = {}) => client.schedule.create({
  scheduleId: newId('schedule'), spec: seldom, action: action(), ...options,
});

module.exports = {
  async scheduleOfATakenId({ client }) {
    const schedule = await create(client);
    await assert.rejects(create(client, { scheduleId: schedule.scheduleId }), ScheduleAlreadyRunning);
    await schedule.delete();
  },
  async scheduleThatDoesNotExist({ client }) {
    const schedule = client.schedule.getHandle('no-such-schedule');
    await assert.rejects(schedule.describe(), ScheduleNotFoundError);
    await assert.rejects(schedule.pause(), ScheduleNotFoundError);
    await assert.rejects(schedule.delete(), ScheduleNotFoundError);
  },
  async scheduleInCronBecomesACalendar({ client }) {
    const schedule = await create(client, { spec: { cronExpressions: ['30 12 * * FRI'], timezone: 'Europe/Berlin' } });
    const { spec } = await schedule.describe();
    assert.equal(spec.calendars.length, 1);
    assert.deepEqual(spec.calendars[0].hour, [{ start: 12, end: 12, step: 1 }]);
    assert.equal(spec.timezone, 'Europe/Berlin');
    await schedule.delete();
  },
  async scheduleTellsItsNextTimes({ client }) {
    const schedule = await create(client, { spec: { intervals: [{ every: '10m', offset: '3m' }] } });
    const { nextActionTimes } = (await schedule.describe()).info;
    assert.equal(nextActionTimes.length, 10);
    for (const time of nextActionTimes) assert.equal(time.getMinutes() % 10, 3);
    await schedule.delete();
  },
  async scheduleSkipsWhileOneRuns({ client }) {
    const schedule = await create(client, { action: action('waiting'), policies: { overlap: 'SKIP' } });
    await schedule.trigger('SKIP');
    await eventually(async () => assert.equal((await schedule.describe()).info.runningActions.length, 1));
    await schedule.trigger('SKIP');
    await eventually(async () => assert.equal((await schedule.describe()).info.numActionsSkippedOverlap, 1));
    await stop(client, schedule);
  },
  async scheduleAllowsAll({ client }) {
    const schedule = await create(client, { action: action('waiting') });
    await schedule.trigger('ALLOW_ALL');
    // Ids are made of whole seconds.
    await new Promise((r) => setTimeout(r, 1100));
    await schedule.trigger('ALLOW_ALL');
    await eventually(async () => assert.equal((await schedule.describe()).info.recentActions.length, 2));
    await stop(client, schedule);
  },
  async scheduleTerminatesTheOther({ client }) {
    const schedule = await create(client, { action: action('waiting') });
    // A trigger without a policy allows all, and what it starts counts for nobody.
    await schedule.trigger('SKIP');
    await eventually(async () => assert.equal((await schedule.describe()).info.recentActions.length, 1));
    const first = (await schedule.describe()).info.recentActions[0].action.workflow.workflowId;
    await new Promise((r) => setTimeout(r, 1100));
    await schedule.trigger('TERMINATE_OTHER');
    await eventually(async () => assert.equal((await client.workflow.getHandle(first).describe()).status.name, 'TERMINATED'));
    await eventually(async () => assert.equal((await schedule.describe()).info.recentActions.length, 2));
    await stop(client, schedule);
  },
  async scheduleBuffersOne({ client }) {
    const schedule = await create(client, { action: action('waiting') });
    await schedule.trigger('BUFFER_ONE');
    await eventually(async () => assert.equal((await schedule.describe()).info.recentActions.length, 1));
    await new Promise((r) => setTimeout(r, 1100));
    await schedule.trigger('BUFFER_ONE');
    const first = (await schedule.describe()).info.recentActions[0].action.workflow.workflowId;
    await client.workflow.getHandle(first).terminate();
    await eventually(async () => assert.equal((await schedule.describe()).info.recentActions.length, 2));
    await stop(client, schedule);
  },
  async scheduleBackfills({ client }) {
    const schedule = await create(client, { spec: { intervals: [{ every: '1h' }] }, state: { paused: true } });
    await schedule.backfill([{ start: new Date('2024-01-01T00:30:00Z'), end: new Date('2024-01-01T03:30:00Z'), overlap: 'ALLOW_ALL' }]);
    await eventually(async () => assert.equal((await schedule.describe()).info.recentActions.length, 3));
    const scheduled = (await schedule.describe()).info.recentActions.map((a) => a.scheduledAt.toISOString());
    assert.deepEqual(scheduled, ['2024-01-01T01:00:00.000Z', '2024-01-01T02:00:00.000Z', '2024-01-01T03:00:00.000Z']);
    await schedule.delete();
  },
  async schedulePausesOnFailure({ client }) {
    const schedule = await create(client, { action: action('alwaysFails'), policies: { pauseOnFailure: true } });
    await schedule.trigger();
    await eventually(async () => {
      const { state } = await schedule.describe();
      assert.equal(state.paused, true);
      assert.match(state.note, /workflow failure/);
    });
    await schedule.delete();
  },
  async scheduleStopsAfterItsActions({ client }) {
    const schedule = await create(client, {
      spec: { intervals: [{ every: '1s' }] }, state: { remainingActions: 2 }, policies: { overlap: 'ALLOW_ALL' },
    });
    await eventually(async () => assert.equal((await schedule.describe()).info.recentActions.length, 2));
    assert.equal((await schedule.describe()).state.remainingActions, 0);
    await schedule.delete();
  },
  async scheduleRunsInItsInterval({ client }) {
    const schedule = await create(client, { spec: { intervals: [{ every: '1s' }] } });
    await eventually(async () => assert.ok((await schedule.describe()).info.recentActions.length >= 2));
    await schedule.delete();
  },
  async scheduleIsUnpaused({ client }) {
    const schedule = await create(client, { state: { paused: true, note: 'made so' } });
    assert.equal((await schedule.describe()).state.note, 'made so');
    await schedule.unpause('go on');
    const { state } = await schedule.describe();
    assert.equal(state.paused, false);
    assert.equal(state.note, 'go on');
    await schedule.delete();
  },
  async scheduleKeepsMemoAndAttributes({ client }) {
    const schedule = await create(client, { memo: { m: 'v' }, searchAttributes: { CustomInt: [3] } });
    const description = await schedule.describe();
    assert.equal(description.memo.m, 'v');
    assert.deepEqual(description.searchAttributes.CustomInt, [3]);
    const found = [];
    for await (const s of client.schedule.list({ query: 'CustomInt = 3' })) found.push(s.scheduleId);
    assert.ok(found.includes(schedule.scheduleId));
    await schedule.delete();
  },
  async scheduledWorkflowsAreFoundByTheirSchedule({ client }) {
    const schedule = await create(client);
    await schedule.trigger();
    await eventually(async () =>
      assert.equal((await client.workflow.count(`TemporalScheduledById = '${schedule.scheduleId}'`)).count, 1));
    await schedule.delete();
  },
  async scheduleWithASpecThatMakesNoSense({ client }) {
    await assert.rejects(create(client, { spec: { cronExpressions: ['99 99 * * *'] } }));
  },
};

async function stop(client, schedule) {
  await schedule.delete();
  for await (const w of client.workflow.list({ query: `TemporalScheduledById = '${schedule.scheduleId}' AND ExecutionStatus = 'Running'` })) {
    await client.workflow.getHandle(w.workflowId).terminate();
  }
}
