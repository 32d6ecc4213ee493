// Beside an analysis: what happened when, who did it, what it cost; and the rounds before this one.
import { html, nothing } from '/vendor/lit.js';
import { data, detail, person } from '/parts/facts.js';
import { state, tone } from '/parts/state.js';
import { attempts, calls, timeline } from '/parts/timeline.js';
import { exact } from '/parts/time.js';
import { part } from '/shell/api.js';
import { money } from '/shell/format.js';
import { named, t } from '/shell/words.js';

/** The states with what happened within each.
 * @param {any[]} entries */
function steps(entries) {
  const states = entries.filter((e) => e.kind === 'state');
  return entries.map((e) => {
    if (e.kind !== 'state') {
      return { at: e.at, title: e.kind === 'pull_request' ? t('analysis.pullRequest') : detail(e.data.text),
        detail: e.kind === 'pull_request' ? named(`pull.${e.data.state}`, e.data.state) : null, tone: 'minor' };
    }
    const next = states[states.indexOf(e) + 1];
    return {
      at: e.at, until: next?.at, title: state(e.data.state), tone: tone(e.data.state),
      detail: e.data.decidedBy ? html`${t('timeline.by')} ${person(e.data.decidedBy)}` : detail(e.data.detail),
    };
  });
}

/** @param {any} d */
export function aside(d) {
  const { a } = d;
  const total = d.calls.reduce((/** @type {number} */ n, /** @type {any} */ c) => n + (c.amount ?? 0), 0);
  const tried = attempts(d.steps);
  const run = a.runId ? `#/workflows/${part(a.workflowId)}/${part(a.runId)}` : null;
  return html`<aside class="beside" aria-label=${t('timeline.title')}>
    <section class="panel"><h2>${t('timeline.title')}</h2>
      ${timeline([{ at: a.createdAt, until: d.timeline.entries[0]?.at, title: state('Received'), tone: 'quiet' },
    ...steps(d.timeline.entries.filter((/** @type {any} */ e) => e.data.state !== 'Received'))])}</section>
    ${tried.length ? html`<section class="panel"><h2>${t('timeline.attempts')}</h2>
      <ul class="plain">${tried}</ul></section>` : nothing}
    <section class="panel"><h2>${t('cost.title')}</h2>
      ${d.calls.length ? html`<p class="strong" translate="no">${money(total)}</p>${calls(d.calls)}`
    : html`<p class="muted">${t('cost.none')}</p>`}</section>
    <section class="panel"><h2>${t('timeline.run')}</h2>
      <p>${run ? html`<a href=${run}>${t('timeline.history')}</a>` : t('timeline.notStarted')}</p>
      ${run ? html`<p><a href="/api/v1/analyses/${part(a.id)}/history" download="${a.workflowId}.json">
        ${t('timeline.download')}</a></p>` : nothing}</section></aside>`;
}

/** @param {any} d */
export function rounds(d) {
  const earlier = d.rounds.filter((/** @type {any} */ r) => r.runId !== d.a.runId || r.round !== d.a.round);
  return earlier.length ? html`<section class="panel"><h2>${t('analysis.rounds')}</h2>
    ${earlier.map((/** @type {any} */ r) => html`<details><summary>${t('analysis.round', { n: r.round })} · ${exact(r.startedAt)}
      ${r.verification ? state(r.verification) : nothing}</summary>
      ${r.rootCause ? html`<p translate="no">${r.rootCause}</p>` : nothing}
      ${r.decision ? html`<p>${t(`decision.${r.decision.kind}`)} · ${person(r.decision.by)} · ${exact(r.decision.at)}</p>` : nothing}
      ${r.baseCommit ? html`<p class="muted small">${t('analysis.base')} ${data(r.baseCommit.slice(0, 12))}</p>` : nothing}
    </details>`)}</section>` : nothing;
}
