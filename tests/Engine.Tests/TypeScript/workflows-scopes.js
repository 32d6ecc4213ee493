const wf = require('@temporalio/workflow');

const { echo } = wf.proxyActivities({ startToCloseTimeout: '60s' });

exports.scopeTimesOut = async () => {
  try {
    await wf.CancellationScope.withTimeout(100, () => wf.sleep('1h'));
    return 'no timeout';
  } catch (e) {
    return wf.isCancellation(e) ? 'cancelled after the timeout' : `${e}`;
  }
};
exports.shielded = async () => wf.CancellationScope.nonCancellable(async () => {
  let open = false;
  wf.setHandler(wf.defineSignal('open'), () => { open = true; });
  await Promise.all([wf.sleep(2000), wf.condition(() => open)]);
  return `finished its ${await echo('work')}`;
});
exports.nestedScopes = async () => {
  const seen = [];
  await wf.CancellationScope.cancellable(async () => {
    const inner = new wf.CancellationScope();
    const sleeping = inner.run(() => wf.sleep('1h')).catch(() => { seen.push('inner cancelled'); });
    inner.cancel();
    await sleeping;
    await wf.sleep(1);
    seen.push('outer goes on');
  });
  return seen;
};
exports.conditionTimesOut = async () => wf.condition(() => false, 100);
exports.timersInOrder = async () => {
  const fired = [];
  await Promise.all([[3, 300], [1, 50], [2, 150]].map(async ([n, ms]) => {
    await wf.sleep(ms);
    fired.push(n);
  }));
  return fired;
};
exports.ignoresCancellation = async () => {
  try {
    await wf.sleep('1h');
    return 'slept';
  } catch {
    return 'went on';
  }
};
exports.failsWithDetails = async () => {
  throw wf.ApplicationFailure.create({
    message: 'broke', type: 'Special', nonRetryable: true, details: [{ code: 42 }], cause: new Error('the reason'),
  });
};
exports.alwaysFails = async () => { throw wf.ApplicationFailure.create({ message: 'never works' }); };
exports.countsForever = async () => {
  await wf.sleep(500);
  await wf.continueAsNew();
};
exports.firstIsSlow = async () => {
  const { attempt } = wf.workflowInfo();
  if (attempt === 1) await wf.sleep('1h');
  return `attempt ${attempt}`;
};
exports.changesOnContinue = async (turn) => {
  if (turn === 0) return wf.continueAsNew(1);
  const { memo, workflowType } = wf.workflowInfo();
  return { turn, kept: memo.kept, type: workflowType };
};
exports.becomesGreet = async () => wf.makeContinueAsNewFunc({ workflowType: 'greet' })('changed');
exports.random = async () => {
  const before = [Math.random(), wf.uuid4(), Date.now()];
  await wf.sleep(10);
  return before.every((v) => v !== undefined) && before[2] <= Date.now();
};
exports.failsItsFirstTask = async () => {
  // The failed task stands in the history of the next attempt.
  if (wf.workflowInfo().historyLength < 5) throw new Error('not a failure of the workflow');
  return 'second try';
};
exports.manyTimers = async (count) => {
  await Promise.all([...Array(count).keys()].map((i) => wf.sleep(10 + (i % 50))));
  return count;
};
exports.tellsInfo = async () => {
  await wf.sleep(1);
  const i = wf.workflowInfo();
  return {
    workflowId: i.workflowId, runId: i.runId, taskTimeoutMs: i.taskTimeoutMs, runTimeoutMs: i.runTimeoutMs, attempt: i.attempt,
    historyLength: i.historyLength, historySize: i.historySize,
  };
};
