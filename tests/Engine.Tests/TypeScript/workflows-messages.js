const wf = require('@temporalio/workflow');

exports.messages = async () => {
  const notes = [];
  let open = false;
  let done = false;
  wf.setCurrentDetails('shown to people');
  wf.setHandler(wf.defineSignal('note'), (n) => { notes.push(n); });
  wf.setHandler(wf.defineSignal('open'), () => { open = true; });
  wf.setHandler(wf.defineSignal('finish'), () => { done = true; });
  wf.setHandler(wf.defineQuery('notes'), () => notes);
  wf.setHandler(wf.defineQuery('sum'), (a, b) => a + b, { description: 'adds two numbers' });
  wf.setHandler(wf.defineQuery('throws'), () => { throw new Error('query went wrong'); });
  wf.setHandler(wf.defineUpdate('gated'), async (value) => {
    await wf.condition(() => open);
    return `${value} passed`;
  });
  wf.setHandler(wf.defineUpdate('checked'), async (value) => `${value} checked`, {
    validator: (value) => { if (value === 'bad') throw new Error('bad is refused'); },
  });
  wf.setHandler(wf.defineUpdate('broken'), async () => {
    throw wf.ApplicationFailure.nonRetryable('it broke', 'Broken', 5);
  });
  await wf.condition(() => done);
  await wf.condition(wf.allHandlersFinished);
  return notes;
};

exports.defaultHandlers = async () => {
  let seen;
  wf.setDefaultSignalHandler((name, ...args) => { seen = [name, ...args]; });
  wf.setDefaultQueryHandler((name, ...args) => `${name} queried with ${args}`);
  wf.setDefaultUpdateHandler(async (name, ...args) => `${name} updated with ${args}`);
  await wf.condition(() => seen !== undefined);
  return seen;
};

exports.lateHandler = async () => {
  await wf.sleep(50);
  let value;
  wf.setHandler(wf.defineSignal('note'), (n) => { value = n; });
  await wf.condition(() => value !== undefined);
  return value;
};
