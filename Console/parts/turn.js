// How a turn of a conversation came about: its steps while they happen, and what its record tells afterwards.
import { html, nothing } from '/vendor/lit.js';
import { duration, money } from '/shell/format.js';
import { t } from '/shell/words.js';
import { data, facts } from './facts.js';
import { state } from './state.js';

/** @typedef {{ key: string, isTool: boolean, kind: string, name: string, status: string, milliseconds?: number }} TurnStep */

const shown = ['intent', 'node_start', 'node_end', 'reset', 'evaluation', 'rewrite'];
/** What became of a call of a tool, in the words of nodes. @type {Record<string, string>} */
const ofTools = { ok: 'Ok', error: 'Failed', cancelled: 'Canceled' };

/** The state's word: a turn asks something else than a photo does. @param {string} status */
export const turnState = (status) => (status === 'NeedsInput' ? 'AsksPlace' : status);

/** The steps with what an event says: the end of a node or of a call of a tool is on the line of its start.
 * @param {TurnStep[]} steps
 * @param {string} kind
 * @param {any} event
 * @returns {TurnStep[]} */
export function stepped(steps, kind, event) {
  const isTool = kind.startsWith('tool_');
  if (!isTool && !shown.includes(kind)) return steps;
  const isNode = kind.startsWith('node_');
  const key = isTool ? `tool ${event.callId}` : isNode ? `node ${event.node}` : kind;
  const step = {
    key, isTool, kind: isTool ? 'tool' : isNode ? 'node' : kind,
    name: (isTool ? event.tool : event.node) ?? event.intents?.join(', ') ?? event.grade ?? '',
    status: /_(start|progress)$/.test(kind) ? 'running' : ofTools[event.status] ?? event.status ?? '',
    milliseconds: event.milliseconds,
  };
  return steps.some((s) => s.key === key) && (isTool || kind === 'node_end')
    ? steps.map((s) => (s.key === key ? { ...s, status: step.status, milliseconds: step.milliseconds } : s))
    : [...steps, step];
}

/** Nodes, and under each the calls of its tools. @param {TurnStep[]} steps */
export const stepList = (steps) => (steps.length ? html`<details class="steps">
  <summary>${t('chat.steps', { count: steps.length })}</summary><ol class="plain">
  ${steps.map((s) => html`<li class=${s.isTool ? 'tool' : ''}>${t(`chatStep.${s.kind}`)}
    ${s.name ? html`<code translate="no">${s.name}</code>` : nothing} ${s.status ? state(s.status) : nothing}
    ${s.milliseconds === undefined ? nothing : html`<span class="muted">${duration(s.milliseconds)}</span>`}</li>`)}</ol>
  </details>` : nothing);

/** What was asked, how good the answer is and what it cost. @param {any} turn as its record has it */
export const turnFacts = (turn) => html`${facts([
  [t('turn.grade'), turn.grade ? data(`${turn.grade.grade} · ${turn.grade.score}`) : null],
  [t('scan.model'), data(turn.answerModel)],
  [t('cost.title'), data(money(turn.cost))],
])}
  ${turn.grade?.notes?.length ? html`<ul translate="no">${turn.grade.notes.map((/** @type {string} */ n) => html`<li>${n}</li>`)}</ul>` : nothing}
  <ul class="plain nodes">${turn.nodes.map((/** @type {any} */ n) => html`<li><div class="row"><code translate="no">${n.node}</code>
    ${state(n.status)}<span class="muted">${duration(n.milliseconds)}</span></div>
    ${n.summary ? html`<p class="muted small clip" translate="no">${n.summary}</p>` : nothing}
    ${n.error ? html`<p class="bad small" translate="no">${n.error}</p>` : nothing}
    ${n.sources.length ? html`<p class="small">${n.sources.map((/** @type {any} */ s) => (/^https?:/.test(s.url ?? '')
    ? html`<a href=${s.url} rel="noreferrer noopener" target="_blank" translate="no">${s.title}</a> `
    : html`<span translate="no">${s.title}</span> `))}</p>` : nothing}</li>`)}</ul>`;
