const wf = require('@temporalio/workflow');

const nameOf = async (call) => {
  try {
    return await call;
  } catch (e) {
    return (e.cause ?? e).constructor.name;
  }
};

exports.cancelsChild = async (cancellationType, workflowId) => {
  const scope = new wf.CancellationScope();
  const child = await scope.run(() => wf.startChild('waiting', { workflowId, cancellationType, parentClosePolicy: 'ABANDON' }));
  const result = scope.run(() => child.result());
  scope.cancel();
  try {
    await result;
    return 'no failure';
  } catch (e) {
    return e.constructor.name;
  }
};
exports.startsChildTwice = async (workflowId) => {
  try {
    await wf.startChild('waiting', { workflowId });
    return 'started';
  } catch (e) {
    return e.constructor.name;
  }
};
exports.childEnds = async (options) => nameOf(wf.executeChild('waiting', options));
exports.signalsChild = async () => {
  const child = await wf.startChild('counter');
  await child.signal('add', 5);
  await child.signal('finish');
  return child.result();
};
exports.childCountsDown = async () => wf.executeChild('countDown', { args: [1] });
exports.childRetried = async () => wf.executeChild('retriedWorkflow', { retry: { initialInterval: '10ms', maximumAttempts: 3 } });
exports.grandparent = async () => wf.executeChild('middle');
exports.middle = async () => wf.executeChild('tellsRelations');
exports.tellsRelations = async () => {
  const { parent, root } = wf.workflowInfo();
  return { parent: parent.workflowId, root: root.workflowId };
};
exports.childWithMemo = async (workflowId) => wf.executeChild('greet', {
  workflowId, args: ['x'], memo: { of: 'child' }, searchAttributes: { CustomInt: [7] },
});
exports.manyChildren = async (count) => {
  const results = await Promise.all([...Array(count).keys()].map((i) => wf.executeChild('parallel', { args: [i === 0 ? 0 : 2] }).then(() => i)));
  return results.reduce((a, b) => a + b, 0);
};
exports.childOfNoType = async () => nameOf(wf.executeChild('thereIsNoSuchType', { workflowRunTimeout: '800ms' }));
exports.cancelsNobody = async () => {
  try {
    await wf.getExternalWorkflowHandle('nobody-there').cancel();
    return 'no failure';
  } catch (e) {
    return `${e}`;
  }
};
