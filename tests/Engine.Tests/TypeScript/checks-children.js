// Child workflows and other workflows: starting, ending, cancelling, all policies.
const assert = require('assert');
const { WorkflowFailedError } = require('@temporalio/client');
const { eventually, newId, eventTypes } = require('./support');

const policy = (name, status) => async ({ run, client }) => {
  const id = await run('abandoning', [newId('child'), name]);
  const handle = client.workflow.getHandle(id);
  await eventually(async () => assert.equal((await handle.describe()).status.name, status));
  if (status === 'RUNNING') await handle.terminate();
};

module.exports = {
  parentClosePolicyTerminate: policy('TERMINATE', 'TERMINATED'),
  parentClosePolicyRequestCancel: policy('REQUEST_CANCEL', 'CANCELLED'),
  parentClosePolicyAbandon: policy('ABANDON', 'RUNNING'),
  async childCancellationTried({ run }) { assert.equal(await run('cancelsChild', ['TRY_CANCEL', newId('child')]), 'ChildWorkflowFailure'); },
  async childCancellationAwaited({ run, client }) {
    const id = newId('child');
    assert.equal(await run('cancelsChild', ['WAIT_CANCELLATION_COMPLETED', id]), 'ChildWorkflowFailure');
    assert.equal((await client.workflow.getHandle(id).describe()).status.name, 'CANCELLED');
  },
  async childCancellationRequested({ run, client }) {
    const id = newId('child');
    assert.equal(await run('cancelsChild', ['WAIT_CANCELLATION_REQUESTED', id]), 'ChildWorkflowFailure');
    await assert.rejects(client.workflow.getHandle(id).result(), WorkflowFailedError);
  },
  async childCancellationAbandoned({ run, client }) {
    const id = newId('child');
    assert.equal(await run('cancelsChild', ['ABANDON', id]), 'ChildWorkflowFailure');
    const child = client.workflow.getHandle(id);
    assert.equal((await child.describe()).status.name, 'RUNNING');
    await child.terminate();
  },
  async childOfATakenIdIsRefused({ start, run }) {
    const other = await start('waiting');
    assert.equal(await run('startsChildTwice', [other.workflowId]), 'WorkflowExecutionAlreadyStartedError');
    await other.terminate();
  },
  async childTimeout({ run }) { assert.equal(await run('childEnds', [{ workflowRunTimeout: '300ms' }]), 'TimeoutFailure'); },
  async childTerminatedFromOutside({ start, client }) {
    const id = newId('child');
    const handle = await start('childEnds', [{ workflowId: id }]);
    await eventually(() => client.workflow.getHandle(id).terminate());
    assert.equal(await handle.result(), 'TerminatedFailure');
  },
  async childCancelledFromOutside({ start, client }) {
    const id = newId('child');
    const handle = await start('childEnds', [{ workflowId: id }]);
    await eventually(() => client.workflow.getHandle(id).cancel());
    assert.equal(await handle.result(), 'CancelledFailure');
  },
  async childIsSignalled({ run }) { assert.equal(await run('signalsChild'), 5); },
  async childThatContinuesAsNew({ run }) { assert.equal(await run('childCountsDown'), 'landed'); },
  async childThatIsRetried({ run }) { assert.equal(await run('childRetried'), 2); },
  async childKnowsItsParentAndRoot({ start }) {
    const handle = await start('grandparent');
    const { parent, root } = await handle.result();
    assert.notEqual(parent, handle.workflowId);
    assert.equal(root, handle.workflowId);
  },
  async childWithMemoAndAttributes({ run, client }) {
    const id = newId('child');
    await run('childWithMemo', [id]);
    const description = await client.workflow.getHandle(id).describe();
    assert.equal(description.memo.of, 'child');
    assert.deepEqual(description.searchAttributes.CustomInt, [7]);
  },
  async childrenInParallel({ run }) { assert.equal(await run('manyChildren', [10]), 45); },
  async childOfAnUnknownNamespaceOrType({ run }) { assert.equal(await run('childOfNoType'), 'TimeoutFailure'); },
  async pendingChildIsDescribed({ start, client }) {
    const id = newId('child');
    const handle = await start('childEnds', [{ workflowId: id }]);
    await eventually(async () => {
      const { pendingChildren } = (await handle.describe()).raw;
      assert.equal(pendingChildren[0].workflowId, id);
      assert.equal(pendingChildren[0].workflowTypeName, 'waiting');
    });
    await client.workflow.getHandle(id).terminate();
    await handle.result();
  },
  async cancellationReachesTheChildren({ start, client }) {
    const id = newId('child');
    const handle = await start('childEnds', [{ workflowId: id }]);
    await eventually(() => client.workflow.getHandle(id).describe());
    await handle.cancel();
    await handle.result();
    assert.equal((await client.workflow.getHandle(id).describe()).status.name, 'CANCELLED');
  },
  async cancelOfAMissingWorkflowFails({ run }) { assert.match(await run('cancelsNobody'), /ExternalWorkflow|not ?found|NOT_FOUND/i); },
  async signalOfAMissingWorkflowFails({ start }) {
    const handle = await start('signalOther', [(await start('counter')).workflowId]);
    assert.equal(await handle.result(), 'signalled');
    assert.ok((await eventTypes(handle)).includes('SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED'));
  },
};
