// What all groups of checks share.
const assert = require('assert');
const { tokens } = require('./activities');

const taskQueue = 'typescript';
let next = 0;

/** An id that no other check of this run has. */
const newId = (name = 'ts') => `${name}-${process.pid}-${next++}`;

/** Repeats a check until it passes; the last failure is thrown, after longer than any machine pauses. */
async function eventually(check) {
  for (const until = Date.now() + 90000; ;) {
    try {
      return await check();
    } catch (e) {
      if (Date.now() > until) throw e;
      await new Promise((r) => setTimeout(r, 50));
    }
  }
}

/** The token of the activity that a workflow left to be completed from outside. */
const tokenOf = (handle) => eventually(async () => {
  assert.ok(tokens.has(handle.workflowId));
  return tokens.get(handle.workflowId);
});

/** The types of a run's events, without their prefix. */
async function eventTypes(handle) {
  const { temporal } = require('@temporalio/proto');
  const { events } = await handle.fetchHistory();
  return events.map((e) => temporal.api.enums.v1.EventType[e.eventType].replace('EVENT_TYPE_', ''));
}

module.exports = { taskQueue, newId, eventually, tokenOf, eventTypes };
