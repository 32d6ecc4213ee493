// What happened, with times, how long each step took, what it cost and who did it.
import { html, nothing } from '/vendor/lit.js';
import { duration, money, number } from '/shell/format.js';
import { named, t } from '/shell/words.js';
import { data } from './facts.js';
import { state } from './state.js';
import { ofDay } from './time.js';

/** @typedef {{ at: string, until?: string, title: any, detail?: any, tone?: string, extra?: any }} Step */

/** @param {Step[]} steps in order */
export const timeline = (steps) => html`<ol class="timeline">${steps.map((s) => html`<li class=${s.tone ?? ''}>
  <div class="row"><strong>${s.title}</strong><span class="grow"></span>
    ${s.until ? html`<span class="muted">${duration(new Date(s.until).getTime() - new Date(s.at).getTime())}</span>` : nothing}
    ${ofDay(s.at)}</div>
  ${s.detail ? html`<p class="muted">${s.detail}</p>` : nothing}${s.extra ?? nothing}</li>`)}</ol>`;

/** The steps of a run that took more than one attempt, or are under way.
 * @param {any[]} steps */
export const attempts = (steps) => steps.filter((s) => s.attempt > 1 || s.failure || !s.closedAt).map((s) => html`<li>
  <div class="row"><span>${named(`activity.${s.type}`, s.type)}</span> ${state(s.state)}
    ${s.attempt > 1 ? html`<span>${t('step.attempt', { n: s.attempt })}</span>` : nothing}</div>
  ${s.failure ? html`<p class="muted">${data(s.failure)}</p>` : nothing}
  ${s.nextAttemptAt ? html`<p class="muted">${t('step.next')} ${ofDay(s.nextAttemptAt)}</p>` : nothing}</li>`);

/** @param {any[]} calls of models */
export const calls = (calls) => html`<ul class="plain">${calls.map((c) => html`<li>
  <div class="row"><span translate="no">${c.model}</span> ${state(c.outcome)}<span class="grow"></span>
    ${c.amount === undefined || c.amount === null ? nothing : html`<span translate="no">${money(c.amount)}</span>`}</div>
  <p class="muted">${c.endedAt
    ? duration(new Date(c.endedAt).getTime() - new Date(c.startedAt).getTime()) : t('step.running')}
  ${c.inputTokens ? t('cost.tokens', { in: number(c.inputTokens), out: number(c.outputTokens ?? 0) }) : nothing}
  ${c.detail ? data(c.detail) : nothing}</p></li>`)}</ul>`;
