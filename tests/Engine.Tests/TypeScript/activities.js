const activity = require('@temporalio/activity');

const attempts = new Map();
const tokens = new Map();
const released = new Set();
/** How often something was called, by a key of the caller's choice. */
function count(key) {
  const n = (attempts.get(key) ?? 0) + 1;
  attempts.set(key, n);
  return n;
}

module.exports = {
  released,
  tokens,
  attempts,
  activities: {
    echo: async (value) => value,
    failing: async () => { throw activity.ApplicationFailure.create({ message: 'boom', type: 'Boom' }); },
    failOnce: async (key) => {
      if (count(key) === 1) throw new Error('first time');
      return activity.activityInfo().attempt;
    },
    slow: async (ms) => { await activity.sleep(ms); },
    later: async () => {
      tokens.set(activity.activityInfo().workflowExecution.workflowId, activity.activityInfo().taskToken);
      throw new activity.CompleteAsyncError();
    },
    heartbeating: async () => {
      for (;;) {
        activity.heartbeat(1);
        await activity.sleep(100);
      }
    },
    resumes: async () => {
      const { heartbeatDetails, attempt } = activity.activityInfo();
      if (attempt === 1) {
        activity.heartbeat({ step: 7 });
        await new Promise((r) => setTimeout(r, 200));
        throw new Error('again');
      }
      return heartbeatDetails;
    },
    beatsThenHangs: async () => {
      activity.heartbeat('last beat');
      await activity.sleep(60000);
    },
    failsFor: async (key, times) => {
      if (count(key) <= times) throw activity.ApplicationFailure.create({ message: `attempt ${attempts.get(key)}`, type: 'Again' });
      return attempts.get(key);
    },
    failsUntilReleased: async (key) => {
      count(key);
      if (!released.has(key)) throw activity.ApplicationFailure.create({ message: 'not released', type: 'Again' });
      return attempts.get(key);
    },
    delayedRetry: async (key) => {
      if (count(key) === 1) {
        throw activity.ApplicationFailure.create({ message: 'wait', nextRetryDelay: '300ms' });
      }
      return Date.now();
    },
    info: async () => {
      const i = activity.activityInfo();
      return { type: i.activityType, workflow: i.workflowType, queue: i.taskQueue, attempt: i.attempt, local: i.isLocal, namespace: i.activityNamespace ?? i.workflowNamespace };
    },
    ignoresCancellation: async () => {
      try {
        for (;;) {
          activity.heartbeat();
          await activity.sleep(50);
        }
      } catch {
        return 'finished anyway';
      }
    },
    headers: async () => 'no interceptor',
  },
};
