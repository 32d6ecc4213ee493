// A run: its steps as a timeline, what is pending and why, its whole history, and what can be done with it.
import { html, nothing } from '/vendor/lit.js';
import { data, facts } from '/parts/facts.js';
import { state, tone } from '/parts/state.js';
import { exact, ofDay } from '/parts/time.js';
import { timeline } from '/parts/timeline.js';
import { call, get, part } from '/shell/api.js';
import { confirm } from '/shell/confirm.js';
import { Page } from '/shell/page.js';
import { can } from '/shell/session.js';
import { say } from '/shell/toast.js';
import { named, t } from '/shell/words.js';
import { about, attributes, eventName, payload } from './workflow.events.js';

export default class WorkflowPage extends Page {
  // Most of what happens in a run nobody tells of.
  get every() { return 5_000; }

  /** @param {import('/shell/live.js').Notice} notice */
  concerns(notice) { return Boolean(notice.data.id) && this.params.id.includes(notice.data.id); }

  // One that is over stays as it is.
  soon() { if (!this.data || this.data.run.status === 'Running') super.soon(); }

  get path() { return `/workflows/${part(this.params.id)}/${part(this.params.run)}`; }

  async load() {
    const [run, steps, history] = await Promise.all([
      get(this.path), get(`${this.path}/steps`), get(`${this.path}/history`)]);
    return { run, steps: steps.items, events: history.events };
  }

  /** @param {'cancel' | 'terminate'} what */
  async end(what) {
    if (await confirm({
      title: t(`workflow.${what}Title`), action: t(`action.${what}`), danger: true,
      text: html`<p>${t(`workflow.${what}Text`)}</p>`,
      run: () => call('POST', `${this.path}/${what}`, what === 'terminate' ? { reason: 'console' } : undefined),
    })) say(t(`workflow.${what}Done`));
    this.reload();
  }

  /** @param {any} e */
  async signal(e) {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (e.target);
    const { name, input } = /** @type {any} */ (Object.fromEntries(/** @type {any} */ (new FormData(form))));
    let value;
    try {
      value = input.trim() ? JSON.parse(input) : undefined;
    } catch {
      say(t('workflow.notJson'));
      return;
    }
    if (await confirm({
      title: t('workflow.signalTitle'), action: t('action.send'),
      text: html`<p translate="no">${name} ${input}</p>`,
      run: () => call('POST', `${this.path}/signal`, { name, input: value }),
    })) { say(t('workflow.signalDone')); form.reset(); }
    this.reload();
  }

  /** @param {any} d */
  view({ run, steps, events }) {
    const isOpen = run.status === 'Running';
    const pending = steps.filter((/** @type {any} */ s) => !s.closedAt);
    const input = payload(attributes(events[0])?.input);
    const last = attributes(events[events.length - 1]);
    const result = payload(last?.result);
    return html`<p class="crumbs"><a href="#/workflows">${t('nav.workflows')}</a> › ${data(run.type)}</p>
      <div class="heading"><h1 tabindex="-1" translate="no">${run.id}</h1>${state(run.status)}</div>
      ${upkeep(run) ? html`<p class="lead">${upkeep(run)}</p>`
    : run.summary ? html`<p class="lead" translate="no">${run.summary}</p>` : nothing}
      <section class="panel">${facts([
    [t('field.runId'), data(run.runId)], [t('field.queue'), data(run.taskQueue)], [t('field.started'), exact(run.startTime)],
    [t('field.ended'), run.closeTime ? exact(run.closeTime) : null], [t('field.events'), `${events.length}`],
  ])}
        ${input ? html`<details><summary>${t('workflow.input')}</summary><pre tabindex="0" role="region"
          aria-label=${t('workflow.input')} translate="no">${input}</pre></details>` : nothing}
        ${result ? html`<details open><summary>${t('workflow.result')}</summary><pre tabindex="0" role="region"
          aria-label=${t('workflow.result')} translate="no">${result}</pre></details>` : nothing}
        ${last?.failure ? html`<p class="bad" translate="no">${last.failure.cause?.message ?? last.failure.message}</p>` : nothing}
        <p class="row"><a class="button" href="/api/v1${this.path}/history?download=1" download>${t('timeline.download')}</a>
          <span class="muted small">${t('workflow.replayHelp')}</span></p></section>
      ${pending.length ? html`<section class="panel"><h2>${t('workflow.pending')}</h2><ul class="plain">
        ${pending.map((/** @type {any} */ s) => html`<li><div class="row"><strong>${named(`activity.${s.type}`, s.type)}</strong>
          ${state(s.state)} <span>${t('step.attempt', { n: s.attempt })}</span>
          ${s.nextAttemptAt ? html`<span class="muted">${t('step.next')} ${ofDay(s.nextAttemptAt)}</span>` : nothing}</div>
          ${s.failure ? html`<p class="muted" translate="no">${s.failure}</p>` : nothing}</li>`)}</ul></section>` : nothing}
      ${steps.length ? html`<section class="panel"><h2>${t('workflow.steps')}</h2>${timeline(steps.map((/** @type {any} */ s) => ({
    at: s.scheduledAt, until: s.closedAt, tone: tone(s.state), title: named(`activity.${s.type}`, s.type),
    detail: s.failure ? data(s.failure) : null,
    extra: s.attempt > 1 ? html`<p class="muted">${t('step.attempt', { n: s.attempt })}</p>` : null,
  })))}</section>` : nothing}
      ${isOpen && can('write') ? html`<section class="panel"><h2>${t('workflow.act')}</h2>
        <p class="row"><button type="button" @click=${() => this.end('cancel')}>${t('action.cancelRun')}</button>
          <button type="button" class="danger" @click=${() => this.end('terminate')}>${t('action.terminate')}</button></p>
        <details><summary>${t('workflow.signal')}</summary><form class="stack" @submit=${this.signal}>
          <label>${t('field.name')}<input name="name" required></label>
          <label>${t('workflow.signalInput')}<textarea name="input" rows="3"></textarea></label>
          <div><button type="submit">${t('action.send')}</button></div></form></details></section>` : nothing}
      <section class="panel"><h2>${t('workflow.history')}</h2><ol class="events" role="list" tabindex="0" aria-label=${t('workflow.history')} translate="no">
        ${events.map((/** @type {any} */ e) => html`<li><details><summary>${e.eventId} · ${ofDay(e.eventTime)} · ${eventName(e)}
          ${about(e) ? html`<span class="muted"> ${about(e)}</span>` : nothing}</summary>
          <pre tabindex="0" role="region" aria-label="${e.eventId} ${eventName(e)}">${payload(attributes(e))}</pre></details></li>`)}
      </ol></section>`;
  }
}

/** What a run of a schedule is for: its own summary is the engine's note, in English. @param {any} run */
const upkeep = (run) => (run.type === 'Maintenance'
  ? named(`schedule.${/^opsflow-(.+?)-\d{4}-\d\d-/.exec(run.id)?.[1]}`, '') : '');
