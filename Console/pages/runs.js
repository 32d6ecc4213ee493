// Runs of every pipeline that failed, or whose writes are parked: again from the step that failed, or put aside.
import { html, nothing } from '/vendor/lit.js';
import { data, detail, empty } from '/parts/facts.js';
import { state } from '/parts/state.js';
import { table } from '/parts/table.js';
import { time } from '/parts/time.js';
import { pages, runAddress } from './index.js';
import { call, get, pagesOf, part, query } from '/shell/api.js';
import { confirm } from '/shell/confirm.js';
import { tellsOfRuns } from '/shell/notices.js';
import { Page } from '/shell/page.js';
import { changeQuery } from '/shell/router.js';
import { can } from '/shell/session.js';
import { say } from '/shell/toast.js';
import { named, t } from '/shell/words.js';

const pipelines = pages.flatMap((p) => p.pipeline ?? []);
const typing = 250;

export default class RunsPage extends Page {
  constructor() {
    super();
    this.more = 1;
    /** @type {any} */ this.typed = undefined;
  }

  /** @param {import('/shell/live.js').Notice} notice */
  concerns(notice) { return tellsOfRuns(notice); }

  async load() {
    const { state: wanted, pipeline, q: text } = this.query;
    const { items, next } = await pagesOf(
      this.more, (cursor) => get(`/runs${query({ state: wanted, pipeline, text, cursor })}`), 'runs');
    return { runs: items, next };
  }

  /** @param {any} changed */
  willUpdate(changed) {
    if (changed.has('query')) this.more = 1;
    super.willUpdate(changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.typed);
  }

  /** @param {any} e */
  search(e) {
    clearTimeout(this.typed);
    const text = e.target.value.trim();
    this.typed = setTimeout(() => changeQuery({ q: text }), typing);
  }

  /** @param {any} run */
  async retry(run) {
    const answer = await call('POST', `/runs/${part(run.pipeline)}/${part(run.id)}/retry`);
    say(answer.step ? t('runs.retriedFrom', { step: named(`activity.${answer.step}`, answer.step) }) : t('runs.retried'));
    this.reload();
  }

  /** @param {any} run */
  async discard(run) {
    if (await confirm({
      title: t('runs.discardTitle'), text: html`<p translate="no">${run.title}</p><p>${t('runs.discardText')}</p>`,
      action: t('action.discard'), danger: true,
      run: () => call('POST', `/runs/${part(run.pipeline)}/${part(run.id)}/discard`),
    })) say(t('runs.discarded'));
    this.reload();
  }

  /** @param {any} d */
  view(d) {
    const { state: wanted = '', pipeline, q } = this.query;
    return html`<h1 tabindex="-1">${t('nav.runs')}</h1><p class="muted">${t('runs.intro')}</p>
      <div class="panel"><form class="filters" role="search" @submit=${(/** @type {Event} */ e) => e.preventDefault()}>
        <label class="wide">${t('search.title')}<input type="search" id="q" maxlength="200" .value=${q ?? ''} @input=${this.search}
          placeholder=${t('runs.search')}></label>
        <label>${t('field.pipeline')}<select id="pipeline" @change=${(/** @type {any} */ e) => changeQuery({ pipeline: e.target.value })}>
          <option value="">${t('filter.all')}</option>
          ${pipelines.map((p) => html`<option value=${p} .selected=${pipeline === p}>${named(`pipeline.${p}`, p)}</option>`)}</select></label>
        <div class="segments" role="group" aria-label=${t('field.state')}>
        ${['', 'failed', 'parked'].map((s) => html`<button type="button" aria-pressed=${wanted === s}
          @click=${() => changeQuery({ state: s })}>${s ? t(`state.${s}`) : t('filter.all')}</button>`)}</div></form>
      ${d.runs.length ? table({
    label: t('nav.runs'), rows: d.runs, key: (r) => `${r.pipeline}/${r.id}`,
    more: d.next ? () => { this.more++; this.reload(); } : null,
    columns: [
      { name: t('field.run'), cell: (r) => {
        // Turns of others open for who may decide only.
        const href = r.pipeline === 'chat' && !can('decide') ? null : runAddress(r.pipeline, r.id);
        return html`<div>${href ? html`<a href=${href} translate="no">${r.title}</a>` : data(r.title)}
          <p class="muted small">${named(`pipeline.${r.pipeline}`, r.pipeline)}</p></div>`;
      } },
      { name: t('field.state'), kind: 'nowrap', cell: (r) => state(r.state) },
      { name: t('field.why'), cell: (r) => detail(r.reason) ?? '' },
      { name: t('field.when'), kind: 'nowrap', cell: (r) => time(r.at) },
      { name: '', kind: 'nowrap', has: () => can('decide'), cell: (r) => (can('decide') ? html`<div class="row">
        <button type="button" @click=${() => this.retry(r)} aria-label="${t('action.retry')} ${r.title}">${t('action.retry')}</button>
        <button type="button" class="danger" @click=${() => this.discard(r)}
          aria-label="${t('action.discard')} ${r.title}">${t('action.discard')}</button></div>` : nothing) },
    ],
  }) : wanted || pipeline || q ? empty(t('analyses.noMatch'), html`<a class="button" href="#/runs">${t('filter.clear')}</a>`)
    : empty(t('runs.none'))}</div>`;
  }
}
