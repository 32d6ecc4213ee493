import { get } from '../api.js';
import { clear, el, facts } from '../dom.js';
import { t, when } from '../text.js';

export async function workflowsPage(main) {
  const body = el('tbody');
  const empty = el('p', { class: 'muted', hidden: true }, t('noWorkflows'));
  const more = el('button', { type: 'button', hidden: true }, t('more'));
  const query = el('input', { placeholder: "ExecutionStatus = 'Running'", 'aria-label': t('filter') });
  const error = el('p', { class: 'error', role: 'alert' });
  let cursor = null;

  async function load(append) {
    error.textContent = '';
    const parameters = new URLSearchParams();
    if (query.value.trim()) parameters.set('query', query.value.trim());
    if (append && cursor) parameters.set('cursor', cursor);
    try {
      const page = await get(`/workflows?${parameters}`);
      const rows = page.items.map((w) => el('tr', {},
        el('td', {}, el('a', { href: `#/workflows/${encodeURIComponent(w.id)}/${w.runId}` }, w.id)),
        el('td', {}, w.type), el('td', {}, w.status), el('td', {}, when(w.startTime))));
      if (append) body.append(...rows); else clear(body, rows);
      cursor = page.nextCursor;
      more.hidden = !cursor;
      empty.hidden = body.children.length > 0;
    } catch (e) {
      error.textContent = e.message;
    }
  }

  more.addEventListener('click', () => load(true));
  await load(false);
  clear(main, el('h1', {}, t('workflows')),
    el('form', { class: 'row', onsubmit: (e) => { e.preventDefault(); load(false); } },
      el('div', { class: 'grow' }, query), el('button', { type: 'submit' }, t('filter'))),
    error,
    el('div', { class: 'table' }, el('table', {}, el('thead', {}, el('tr', {},
      ['Id', t('type'), t('status'), t('started')].map((h) => el('th', { scope: 'col' }, h)))), body)),
    empty, el('p', {}, more));
}

export async function historyPage(main, id, runId) {
  const path = `/workflows/${encodeURIComponent(id)}/${encodeURIComponent(runId)}`;
  const [run, history] = await Promise.all([get(path), get(`${path}/history`)]);
  clear(main, el('h1', {}, id),
    facts([[t('type'), run.type], [t('status'), run.status], [t('started'), when(run.startTime)], ['Run', runId], [t('detail'), run.summary]]),
    el('p', {}, el('a', { class: 'button', href: `/api/v1${path}/history?download=1`, download: '' }, t('download'))),
    el('h2', {}, t('history')),
    el('div', { class: 'table' }, el('table', {},
      el('thead', {}, el('tr', {}, ['#', t('time'), t('event'), t('detail')].map((h) => el('th', { scope: 'col' }, h)))),
      el('tbody', {}, history.events.map(row)))));
}

function row(event) {
  const name = event.eventType.replace(/^EVENT_TYPE_/, '').toLowerCase().split('_').map((w) => w[0].toUpperCase() + w.slice(1)).join('');
  const attributes = Object.entries(event).find(([key]) => key.endsWith('EventAttributes'))?.[1];
  return el('tr', {},
    el('td', {}, `${event.eventId}`), el('td', {}, when(event.eventTime)), el('td', {}, name),
    el('td', {}, attributes ? el('details', {}, el('summary', {}, summary(attributes)), el('pre', { tabindex: 0 }, JSON.stringify(attributes, decode, 2))) : ''));
}

const summary = (a) => a.activityType?.name ?? a.signalName ?? a.timerId ?? a.activityId ?? a.workflowType?.name ?? '…';

// Payloads are base64 in the export; JSON ones are shown as what they hold.
function decode(key, value) {
  if (value && typeof value === 'object' && value.metadata?.encoding && typeof value.data === 'string') {
    try {
      const text = new TextDecoder().decode(Uint8Array.from(atob(value.data), (c) => c.charCodeAt(0)));
      return JSON.parse(text);
    } catch { return value; }
  }
  return value;
}
