// Patches and worker deployments: who works on what, and how that changes.
const assert = require('assert');
const path = require('path');
const { Worker } = require('@temporalio/worker');
const { activities } = require('./activities');
const { eventually, newId } = require('./support');

/** Runs workers of two versions on a queue of their own while the body runs. */
async function withVersions({ nativeConnection, connection, client }, body) {
  const deploymentName = newId('deployment');
  const taskQueue = newId('queue');
  const make = (buildId) => Worker.create({
    connection: nativeConnection, taskQueue, activities, workflowsPath: path.join(__dirname, `workflows-${buildId}.js`), identity: buildId,
    workerDeploymentOptions: { useWorkerVersioning: true, version: { deploymentName, buildId }, defaultVersioningBehavior: 'PINNED' },
  });
  const service = connection.workflowService;
  const namespace = 'default';
  const deployment = {
    deploymentName, taskQueue,
    start: (type, options = {}) => client.workflow.start(type, { workflowId: newId(), taskQueue, ...options }),
    current: (buildId) => eventually(() => service.setWorkerDeploymentCurrentVersion({ namespace, deploymentName, buildId, identity: 'me' })),
    ramp: (buildId, percentage) => eventually(() => service.setWorkerDeploymentRampingVersion({ namespace, deploymentName, buildId, percentage, identity: 'me' })),
    describe: async () => (await service.describeWorkerDeployment({ namespace, deploymentName })).workerDeploymentInfo,
    version: async (buildId) => (await service.describeWorkerDeploymentVersion({ namespace, deploymentVersion: { deploymentName, buildId } })).workerDeploymentVersionInfo,
  };
  const [one, two] = [await make('one'), await make('two')];
  await one.runUntil(() => two.runUntil(async () => {
    await eventually(async () => assert.equal((await deployment.describe()).versionSummaries.length, 2));
    await body(deployment);
  }));
}

module.exports = {
  async patchThatIsDeprecated({ run }) { assert.equal(await run('deprecatesPatch'), 'only new'); },
  async patchIsFoundByItsAttribute({ start, client }) {
    const handle = await start('patched');
    await handle.result();
    await eventually(async () =>
      assert.equal((await client.workflow.count(`WorkflowId = '${handle.workflowId}' AND TemporalChangeVersion = 'p1'`)).count, 1));
  },
  deploymentAppearsWithItsVersions: (context) => withVersions(context, async ({ describe, version, taskQueue }) => {
    const { versionSummaries, routingConfig } = await describe();
    assert.deepEqual(versionSummaries.map((v) => v.deploymentVersion.buildId).sort(), ['one', 'two']);
    assert.equal(routingConfig.currentDeploymentVersion, null);
    await eventually(async () => assert.ok((await version('one')).taskQueueInfos.some((q) => q.name === taskQueue)));
  }),
  newWorkflowsGoToTheCurrentVersion: (context) => withVersions(context, async ({ start, current }) => {
    await current('one');
    assert.equal(await (await start('tellsVersion')).result(), 'one');
    await current('two');
    assert.equal(await (await start('tellsVersion')).result(), 'two');
  }),
  workWaitsUntilThereIsACurrentVersion: (context) => withVersions(context, async ({ start, current }) => {
    const handle = await start('tellsVersion');
    await new Promise((r) => setTimeout(r, 300));
    assert.equal((await handle.describe()).historyLength, 2);
    await current('two');
    assert.equal(await handle.result(), 'two');
  }),
  pinnedWorkflowStaysWithItsVersion: (context) => withVersions(context, async ({ start, current, deploymentName }) => {
    await current('one');
    const handle = await start('waitsAndTells');
    await eventually(async () => assert.ok((await handle.describe()).historyLength > 3));
    await current('two');
    await handle.signal('go');
    assert.equal(await handle.result(), 'one then one');
    const { versioningInfo, workerDeploymentName } = (await handle.describe()).raw.workflowExecutionInfo;
    assert.equal(versioningInfo.deploymentVersion.buildId, 'one');
    assert.equal(workerDeploymentName, deploymentName);
  }),
  autoUpgradedWorkflowMovesOn: (context) => withVersions(context, async ({ start, current }) => {
    await current('one');
    const handle = await start('upgrades');
    await eventually(async () => assert.ok((await handle.describe()).historyLength > 3));
    await current('two');
    await handle.signal('go');
    assert.equal(await handle.result(), 'finished by two');
  }),
  overrideAtTheStart: (context) => withVersions(context, async ({ start, current, deploymentName }) => {
    await current('one');
    const handle = await start('tellsVersion', {
      versioningOverride: { pinnedTo: { deploymentName, buildId: 'two' } },
    });
    assert.equal(await handle.result(), 'two');
  }),
  overrideOfARunningWorkflow: (context) => withVersions(context, async ({ start, current, deploymentName }) => {
    await current('one');
    const handle = await start('upgrades');
    await eventually(async () => assert.ok((await handle.describe()).historyLength > 3));
    await context.connection.workflowService.updateWorkflowExecutionOptions({
      namespace: 'default', workflowExecution: { workflowId: handle.workflowId },
      workflowExecutionOptions: { versioningOverride: { pinned: { behavior: 1, version: { deploymentName, buildId: 'two' } } } },
      updateMask: { paths: ['versioning_override'] },
    });
    await handle.signal('go');
    assert.equal(await handle.result(), 'finished by two');
  }),
  allTrafficRamped: (context) => withVersions(context, async ({ start, current, ramp, describe }) => {
    await current('one');
    await ramp('two', 100);
    assert.equal(await (await start('tellsVersion')).result(), 'two');
    assert.equal((await describe()).routingConfig.rampingVersionPercentage, 100);
    await ramp('two', 0);
    assert.equal(await (await start('tellsVersion')).result(), 'one');
  }),
  someTrafficRamped: (context) => withVersions(context, async ({ start, current, ramp }) => {
    await current('one');
    await ramp('two', 50);
    const results = await Promise.all([...Array(30).keys()].map(async () => (await start('tellsVersion')).result()));
    assert.ok(results.includes('one') && results.includes('two'), results.join(' '));
  }),
  formerVersionDrains: (context) => withVersions(context, async ({ current, version, start }) => {
    await current('one');
    await (await start('tellsVersion')).result();
    await current('two');
    const { status, drainageInfo } = await version('one');
    assert.equal(status, 4);
    assert.equal(drainageInfo.status, 1);
    assert.equal((await version('two')).status, 2);
  }),
  versionIsFoundBySearchAttribute: (context) => withVersions(context, async ({ start, current, deploymentName }) => {
    await current('one');
    const handle = await start('tellsVersion');
    await handle.result();
    await eventually(async () => assert.equal((await context.client.workflow.count(
      `TemporalWorkerDeploymentVersion = '${deploymentName}:one' AND TemporalWorkflowVersioningBehavior = 'Pinned'`)).count, 1));
  }),
  queryGoesToThePinnedVersion: (context) => withVersions(context, async ({ start, current }) => {
    await current('one');
    const handle = await start('tellsVersion');
    await handle.result();
    await current('two');
    assert.equal(await handle.query('version'), 'one');
  }),
};
