'use strict';

const $ = (id) => document.getElementById(id);
const state = { token: '', execution: null, open: false };

async function call(method, request) {
  const headers = { 'content-type': 'application/json', 'x-temporal-console': '1' };
  const key = sessionStorage.getItem('key');
  if (key) headers.authorization = `Bearer ${key}`;
  const response = await fetch(`api/${method}`, { method: 'POST', headers, body: JSON.stringify(request) });
  const body = await response.json().catch(() => null);
  if (response.status === 401) {
    const answer = await ask('The server asks for its API key', [{ name: 'key', label: 'API key', type: 'password' }]);
    if (answer) {
      sessionStorage.setItem('key', answer.key);
      return call(method, request);
    }
  }
  if (!response.ok) throw new Error(typeof body === 'string' ? body : `HTTP ${response.status}`);
  return body;
}

function say(text, error = false) {
  $('message').textContent = text;
  $('message').className = error ? 'error' : '';
}

async function attempt(work) {
  try {
    say('');
    await work();
  } catch (e) {
    say(e.message, true);
  }
}

function element(tag, text, children = []) {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
}

const name = (value, prefix) => (value ?? '').replace(prefix, '').toLowerCase().replaceAll('_', ' ');
const time = (value) => (value ? new Date(value).toLocaleString() : '');
const base = (request = {}) => ({ namespace: $('namespace').value, ...request });
const encode = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const decode = (data) => new TextDecoder().decode(Uint8Array.from(atob(data ?? ''), (c) => c.charCodeAt(0)));
const payloads = (text) => (text.trim() === '' ? undefined : {
  payloads: [{ metadata: { encoding: encode('json/plain') }, data: encode(JSON.stringify(JSON.parse(text))) }],
});

async function list(more) {
  const request = base({ query: $('query').value, pageSize: 50, nextPageToken: more ? state.token : '' });
  const page = await call('ListWorkflowExecutions', request);
  if (!more) {
    $('runs').replaceChildren();
    const count = await call('CountWorkflowExecutions', base({ query: $('query').value }));
    $('count').textContent = `(${count.count ?? 0})`;
  }
  for (const run of page.executions ?? []) {
    const open = element('button', run.execution.workflowId);
    open.type = 'button';
    open.addEventListener('click', () => attempt(() => show(run.execution)));
    $('runs').append(element('tr', '', [
      element('td', name(run.status, 'WORKFLOW_EXECUTION_STATUS_')), element('td', '', [open]),
      element('td', run.type.name), element('td', time(run.startTime)), element('td', time(run.closeTime)),
    ]));
  }
  state.token = page.nextPageToken ?? '';
  $('more').hidden = state.token === '';
}

async function history(execution) {
  const events = [];
  let nextPageToken = '';
  do {
    const page = await call('GetWorkflowExecutionHistory', base({ execution, nextPageToken }));
    events.push(...(page.history?.events ?? []));
    nextPageToken = page.nextPageToken ?? '';
  } while (nextPageToken);
  return events;
}

async function show(execution) {
  const described = await call('DescribeWorkflowExecution', base({ execution }));
  const events = await history(execution);
  const info = described.workflowExecutionInfo;
  state.execution = execution;
  state.events = events;
  $('detail').hidden = false;
  $('answer').hidden = true;
  $('detail-title').textContent = execution.workflowId;
  const facts = {
    Status: name(info.status, 'WORKFLOW_EXECUTION_STATUS_'), Type: info.type.name, 'Run id': execution.runId,
    'Task queue': info.taskQueue, Started: time(info.startTime), Closed: time(info.closeTime),
    Events: info.historyLength, Parent: info.parentExecution?.workflowId,
  };
  $('facts').replaceChildren(...Object.entries(facts).filter(([, v]) => v).flatMap(([k, v]) => [element('dt', k), element('dd', v)]));
  $('activities').replaceChildren(...(described.pendingActivities ?? []).map((a) => element('li',
    `${a.activityType.name} (${a.activityId}): ${name(a.state, 'PENDING_ACTIVITY_STATE_')}, attempt ${a.attempt}`
    + (a.lastFailure ? `, last failure: ${a.lastFailure.message}` : ''))));
  if (!described.pendingActivities?.length) $('activities').append(element('li', 'none'));
  $('history').replaceChildren(...events.map((event) => {
    const details = element('details', '', [element('summary', `${name(event.eventType, 'EVENT_TYPE_')}, ${time(event.eventTime)}`)]);
    details.addEventListener('toggle', () => {
      if (details.open && details.children.length === 1) details.append(element('pre', JSON.stringify(readable(event), null, 2)));
    });
    return element('li', '', [details]);
  }));
  $('detail-title').scrollIntoView();
}

function readable(value) {
  if (Array.isArray(value)) return value.map(readable);
  if (value && typeof value === 'object') {
    if (value.metadata?.encoding && decode(value.metadata.encoding).startsWith('json/')) {
      try { return JSON.parse(decode(value.data)); } catch { return value; }
    }
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, readable(v)]));
  }
  return value;
}

function ask(title, fields) {
  $('dialog-title').textContent = title;
  $('fields').replaceChildren(...fields.map((field) => {
    const input = element(field.multi ? 'textarea' : 'input');
    input.name = field.name;
    input.required = field.required ?? false;
    if (field.type) input.type = field.type;
    input.value = field.value ?? '';
    return element('label', field.label, [input]);
  }));
  $('dialog').returnValue = '';
  $('dialog').showModal();
  return new Promise((resolve) => {
    $('dialog').addEventListener('close', () => resolve($('dialog').returnValue === 'ok'
      ? Object.fromEntries(new FormData($('dialog').querySelector('form'))) : null), { once: true });
  });
}

const actions = {
  async signal(execution) {
    const answer = await ask('Signal', [{ name: 'name', label: 'Name', required: true }, { name: 'input', label: 'Input (JSON)', multi: true }]);
    if (!answer) return false;
    await call('SignalWorkflowExecution', base({ workflowExecution: execution, signalName: answer.name, input: payloads(answer.input), requestId: crypto.randomUUID(), identity: 'console' }));
    return 'Signalled.';
  },
  async query(execution) {
    const answer = await ask('Query', [{ name: 'name', label: 'Name', required: true, value: '__stack_trace' }, { name: 'input', label: 'Input (JSON)', multi: true }]);
    if (!answer) return false;
    const result = await call('QueryWorkflow', base({ execution, query: { queryType: answer.name, queryArgs: payloads(answer.input) } }));
    const value = readable(result.queryResult ?? {}).payloads?.[0];
    $('answer').textContent = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
    $('answer').hidden = false;
    return false;
  },
  async cancel(execution) {
    const answer = await ask('Request cancel', [{ name: 'reason', label: 'Reason' }]);
    if (!answer) return false;
    await call('RequestCancelWorkflowExecution', base({ workflowExecution: execution, reason: answer.reason, requestId: crypto.randomUUID(), identity: 'console' }));
    return 'Asked to cancel.';
  },
  async terminate(execution) {
    const answer = await ask('Terminate', [{ name: 'reason', label: 'Reason' }]);
    if (!answer) return false;
    await call('TerminateWorkflowExecution', base({ workflowExecution: execution, reason: answer.reason, identity: 'console' }));
    return 'Terminated.';
  },
  async reset(execution) {
    const completed = state.events.filter((e) => e.eventType === 'EVENT_TYPE_WORKFLOW_TASK_COMPLETED').map((e) => e.eventId);
    const answer = await ask('Reset', [
      { name: 'event', label: `Event id that ended the workflow task to take back (${completed.join(', ')})`, required: true, value: completed.at(-1) },
      { name: 'reason', label: 'Reason', required: true }]);
    if (!answer) return false;
    const { runId } = await call('ResetWorkflowExecution', base({ workflowExecution: execution, workflowTaskFinishEventId: answer.event, reason: answer.reason, requestId: crypto.randomUUID(), identity: 'console' }));
    state.execution = { ...execution, runId };
    return 'Reset; this is the new run.';
  },
  async download(execution) {
    const blob = new Blob([JSON.stringify({ events: state.events }, null, 2)], { type: 'application/json' });
    const link = element('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${execution.workflowId}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    return false;
  },
  async reload() { return 'Reloaded.'; },
};

$('actions').addEventListener('click', (event) => {
  const action = actions[event.target.dataset?.action];
  if (!action) return;
  attempt(async () => {
    const done = await action(state.execution);
    if (done) {
      await show(state.execution);
      await list(false);
      say(done);
    }
  });
});
$('search').addEventListener('submit', (event) => { event.preventDefault(); attempt(() => list(false)); });
$('more').addEventListener('click', () => attempt(() => list(true)));

attempt(async () => {
  const { namespaces } = await call('ListNamespaces', {});
  $('namespace').replaceChildren(...(namespaces ?? []).map((n) => element('option', n.namespaceInfo.name)));
  await list(false);
});
