const wf = require('@temporalio/workflow');

const quick = { startToCloseTimeout: '10s', retry: { initialInterval: '30ms', backoffCoefficient: 1, maximumAttempts: 3 } };
const proxy = (options = {}) => wf.proxyActivities({ ...quick, ...options });
const localProxy = (options = {}) => wf.proxyLocalActivities({ ...quick, ...options });
/** What a failing call says, by a function of the error. */
const tell = async (call, say) => {
  try {
    return await call;
  } catch (e) {
    return say(e);
  }
};

exports.callsResumes = async () => proxy({ heartbeatTimeout: '5s' }).resumes();
exports.hangs = async () => tell(
  proxy({ heartbeatTimeout: '400ms', retry: { maximumAttempts: 1 } }).beatsThenHangs(),
  (e) => `${e.cause.timeoutType} ${e.cause.lastHeartbeatDetails}`);
exports.stopsAtBoom = async () => tell(
  proxy({ retry: { nonRetryableErrorTypes: ['Boom'] } }).failing(), (e) => e.retryState);
exports.failsOften = async (key, times, maximumAttempts) => tell(
  proxy({ retry: { initialInterval: '20ms', backoffCoefficient: 1, maximumAttempts: maximumAttempts || undefined } }).failsFor(key, times),
  (e) => `${e.retryState} ${e.cause.message}`);
exports.failsSlowly = async (key, times) =>
  proxy({ retry: { initialInterval: '200ms', backoffCoefficient: 4 } }).failsFor(key, times);
exports.waitsForItsRetry = async (key) => {
  const before = Date.now();
  return (await proxy().delayedRetry(key)) - before;
};
exports.unpolled = async (options) => tell(proxy({ taskQueue: 'nobody-polls-here', ...options }).echo(1), (e) => e.cause.timeoutType);
exports.tooSlow = async (options) => {
  const { startToCloseTimeout, ...rest } = quick;
  return tell(wf.proxyActivities({ ...rest, ...options }).slow(2500), (e) => e.cause.timeoutType);
};
exports.cancelsWith = async (cancellationType) => {
  const { ignoresCancellation } = proxy({ heartbeatTimeout: '5s', cancellationType });
  const scope = new wf.CancellationScope();
  const running = scope.run(() => ignoresCancellation());
  await wf.sleep(300);
  scope.cancel();
  return tell(running, (e) => (wf.isCancellation(e) ? 'cancelled at once' : `${e}`));
};
exports.asksForInfo = async () => proxy().info();
exports.summarised = async () => {
  await wf.sleep(5, { summary: 'why it waits' });
  return proxy({ summary: 'what it does' }).echo(1);
};
exports.localRetries = async (key) => localProxy().failsFor(key, 2);
exports.localFails = async () => tell(localProxy({ retry: { initialInterval: '20ms', maximumAttempts: 2 } }).failing(), (e) => (e.cause ?? e).type);
exports.localTooSlow = async () => tell(
  localProxy({ startToCloseTimeout: '200ms', retry: { maximumAttempts: 1 } }).slow(1500), (e) => e.cause.timeoutType);
exports.localLong = async () => {
  // Longer than the task's timeout: the worker must keep the task alive by heartbeats.
  await wf.proxyLocalActivities({ startToCloseTimeout: '20s' }).slow(2500);
  return 'done';
};
exports.waitsForItsCancellation = async () => proxy({ cancellationType: 'WAIT_CANCELLATION_COMPLETED' }).later();
