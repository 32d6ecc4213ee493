const wf = require('@temporalio/workflow');

const { echo, failing, slow, heartbeating, failOnce } = wf.proxyActivities({
  startToCloseTimeout: '60s',
  heartbeatTimeout: '60s',
  retry: { initialInterval: '50ms', maximumAttempts: 3 },
});
const local = wf.proxyLocalActivities({ startToCloseTimeout: '60s' });

exports.greet = async (name) => `Hello, ${await echo(name)}!`;

exports.parallel = async (count) => {
  const results = await Promise.all([...Array(count).keys()].map((i) => echo(i)));
  return results.reduce((a, b) => a + b, 0);
};

exports.timers = async () => {
  const scope = new wf.CancellationScope();
  const cancelled = scope.run(() => wf.sleep('1h')).catch((e) => (wf.isCancellation(e) ? 'cancelled' : 'error'));
  await wf.sleep(50);
  scope.cancel();
  return cancelled;
};

exports.retried = async () => failOnce(wf.workflowInfo().workflowId);

exports.failed = async () => {
  try {
    await failing();
    return 'no failure';
  } catch (e) {
    return `${e.constructor.name}/${e.retryState}/${e.cause.type}/${e.cause.message}`;
  }
};

exports.timedOut = async () => {
  const { slow: short } = wf.proxyActivities({ startToCloseTimeout: '200ms', retry: { maximumAttempts: 1 } });
  try {
    await short(60000);
    return 'no timeout';
  } catch (e) {
    return `${e.cause.constructor.name}/${e.cause.timeoutType}`;
  }
};

exports.heartbeatTimedOut = async () => {
  const { slow: silent } = wf.proxyActivities({
    startToCloseTimeout: '60s', heartbeatTimeout: '300ms', retry: { maximumAttempts: 1 },
  });
  try {
    await silent(60000);
    return 'no timeout';
  } catch (e) {
    return `${e.cause.constructor.name}/${e.cause.timeoutType}`;
  }
};

exports.cancelActivity = async () => {
  const { heartbeating: beat } = wf.proxyActivities({
    startToCloseTimeout: '120s', heartbeatTimeout: '60s', cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
  const scope = new wf.CancellationScope();
  const running = scope.run(() => beat());
  await wf.sleep(300);
  scope.cancel();
  try {
    await running;
    return 'not cancelled';
  } catch (e) {
    return wf.isCancellation(e) ? 'cancelled' : `error ${e}`;
  }
};

exports.localActivities = async (name) => `${await local.echo(name)} and ${await local.echo('again')}`;

const add = wf.defineSignal('add');
const total = wf.defineQuery('total');
const set = wf.defineUpdate('set');

exports.counter = async () => {
  let value = 0;
  let done = false;
  wf.setHandler(add, (n) => { value += n; });
  wf.setHandler(total, () => value);
  wf.setHandler(
    set,
    async (n) => {
      const before = value;
      value = await echo(n);
      return before;
    },
    { validator: (n) => { if (n < 0) throw new Error('negative'); } },
  );
  wf.setHandler(wf.defineSignal('finish'), () => { done = true; });
  await wf.condition(() => done);
  await wf.condition(wf.allHandlersFinished);
  return value;
};

const { later } = wf.proxyActivities({ startToCloseTimeout: '120s' });
exports.completedLater = async () => later();

exports.cancellable = async () => {
  try {
    await wf.sleep('1h');
  } catch (e) {
    if (wf.isCancellation(e)) {
      await wf.CancellationScope.nonCancellable(() => echo('cleanup'));
    }
    throw e;
  }
};

exports.countDown = async (n) => {
  if (n === 0) return 'landed';
  return wf.continueAsNew(n - 1);
};

exports.parent = async (name) => {
  const result = await wf.executeChild('greet', { args: [name] });
  try {
    await wf.executeChild('failingChild', {});
    return 'no failure';
  } catch (e) {
    return `${result} ${e.constructor.name} ${e.cause.message}`;
  }
};

exports.failingChild = async () => {
  throw wf.ApplicationFailure.nonRetryable('child broke', 'Broken');
};

exports.abandoning = async (childId, policy) => {
  await wf.startChild('waiting', { workflowId: childId, parentClosePolicy: policy });
  return childId;
};

exports.waiting = async () => { await wf.sleep('1h'); };

exports.signalOther = async (id) => {
  const handle = wf.getExternalWorkflowHandle(id);
  await handle.signal('add', 5);
  await handle.signal('finish');
  try {
    await wf.getExternalWorkflowHandle('nobody-there').signal('add', 1);
    return 'no failure';
  } catch (e) {
    return 'signalled';
  }
};

exports.cancelOther = async (id) => {
  await wf.getExternalWorkflowHandle(id).cancel();
  return 'asked';
};

exports.patched = async () => (wf.patched('p1') ? 'new' : 'old');

exports.attributes = async () => {
  wf.upsertSearchAttributes({ CustomInt: [42] });
  wf.upsertMemo({ note: 'hello' });
  await wf.sleep(1);
  return wf.workflowInfo().memo.note;
};

exports.retriedWorkflow = async () => {
  const attempt = wf.workflowInfo().attempt;
  if (attempt < 2) throw wf.ApplicationFailure.create({ message: 'again' });
  return attempt;
};

exports.continuesWithHeavySignal = async () => {
  const seen = [];
  wf.setHandler(add, (n) => { seen.push(n); });
  await wf.condition(() => seen.length >= 20);
  return seen.reduce((a, b) => a + b, 0);
};

exports.deprecatesPatch = async () => {
  wf.deprecatePatch('p1');
  await wf.sleep(1);
  return 'only new';
};

const { headers } = wf.proxyActivities({ startToCloseTimeout: '60s' });
exports.callsHeaders = async () => headers();

Object.assign(
  exports,
  require('./workflows-messages'),
  require('./workflows-activities'),
  require('./workflows-children'),
  require('./workflows-scopes'),
  require('./workflows-visibility'));
