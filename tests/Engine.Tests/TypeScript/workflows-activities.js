const wf = require('@temporalio/workflow');

const quick = { startToCloseTimeout: '60s', retry: { initialInterval: '30ms', backoffCoefficient: 1, maximumAttempts: 3 } };
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

exports.callsResumes = async () => proxy({ heartbeatTimeout: '60s' }).resumes();
// Long enough for the beat before the silence to come in time.
exports.hangs = async () => tell(
  proxy({ heartbeatTimeout: '6s', retry: { maximumAttempts: 1 } }).beatsThenHangs(),
  (e) => `${e.cause.timeoutType} ${e.cause.lastHeartbeatDetails}`);
exports.stopsAtBoom = async () => tell(
  proxy({ retry: { nonRetryableErrorTypes: ['Boom'] } }).failing(), (e) => e.retryState);
exports.failsOften = async (key, times, maximumAttempts) => tell(
  proxy({ retry: { initialInterval: '20ms', backoffCoefficient: 1, maximumAttempts: maximumAttempts || undefined } }).failsFor(key, times),
  (e) => `${e.retryState} ${e.cause.message}`);
/** Attempts after 50 ms, 1.5 s, 45 s, 22 minutes: time enough for somebody to come between. */
exports.failsSlowly = async (key) =>
  proxy({ retry: { initialInterval: '50ms', backoffCoefficient: 30, maximumInterval: '1h' } }).failsUntilReleased(key);
exports.failsFastUntilReleased = async (key) =>
  proxy({ retry: { initialInterval: '50ms', backoffCoefficient: 1 } }).failsUntilReleased(key);
exports.waitsForItsRetry = async (key) => {
  const before = Date.now();
  return (await proxy().delayedRetry(key)) - before;
};
exports.unpolled = async (options) => tell(proxy({ taskQueue: 'nobody-polls-here', ...options }).echo(1), (e) => e.cause.timeoutType);
exports.tooSlow = async (options) => {
  const { startToCloseTimeout, ...rest } = quick;
  return tell(wf.proxyActivities({ ...rest, ...options }).slow(60000), (e) => e.cause.timeoutType);
};
exports.cancelsWith = async (cancellationType) => {
  const { ignoresCancellation } = proxy({ heartbeatTimeout: '60s', cancellationType });
  let running = false;
  wf.setHandler(wf.defineSignal('itRuns'), () => { running = true; });
  const scope = new wf.CancellationScope();
  const result = scope.run(() => ignoresCancellation());
  await wf.condition(() => running);
  scope.cancel();
  return tell(result, (e) => (wf.isCancellation(e) ? 'cancelled at once' : `${e}`));
};
exports.asksForInfo = async () => proxy().info();
exports.summarised = async () => {
  await wf.sleep(5, { summary: 'why it waits' });
  return proxy({ summary: 'what it does' }).echo(1);
};
exports.localRetries = async (key) => localProxy().failsFor(key, 2);
exports.localFails = async () => tell(localProxy({ retry: { initialInterval: '20ms', maximumAttempts: 2 } }).failing(), (e) => (e.cause ?? e).type);
exports.localTooSlow = async () => tell(
  localProxy({ startToCloseTimeout: '200ms', retry: { maximumAttempts: 1 } }).slow(60000), (e) => e.cause.timeoutType);
exports.localLong = async () => {
  // Longer than the task's timeout: the worker must keep the task alive by heartbeats.
  await wf.proxyLocalActivities({ startToCloseTimeout: '60s' }).slow(4000);
  return 'done';
};
exports.waitsForItsCancellation = async () => proxy({ cancellationType: 'WAIT_CANCELLATION_COMPLETED' }).later();
