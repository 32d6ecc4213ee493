// The engine's runs, as Temporal's own filters find them.
import { html, nothing } from '/vendor/lit.js';
import { data, empty } from '/parts/facts.js';
import { state } from '/parts/state.js';
import { table } from '/parts/table.js';
import { exact } from '/parts/time.js';
import { get, pagesOf, part, query } from '/shell/api.js';
import { duration } from '/shell/format.js';
import { tellsOfRuns } from '/shell/notices.js';
import { Page } from '/shell/page.js';
import { changeQuery } from '/shell/router.js';
import { t } from '/shell/words.js';

const statuses = ['Running', 'Completed', 'Failed', 'Canceled', 'Terminated', 'TimedOut', 'ContinuedAsNew'];

export default class WorkflowsPage extends Page {
  constructor() {
    super();
    this.pages = 1;
  }

  /** @param {import('/shell/live.js').Notice} notice */
  concerns(notice) { return tellsOfRuns(notice); }

  async load() {
    const { status, q } = this.query;
    const filter = [status && `ExecutionStatus = '${status}'`, q && `(${q})`].filter(Boolean).join(' AND ');
    return pagesOf(this.pages, (cursor) => get(`/workflows${query({ query: filter, cursor })}`));
  }

  /** @param {any} changed */
  willUpdate(changed) {
    if (changed.has('query')) this.pages = 1;
    super.willUpdate(changed);
  }

  /** @param {any} e */
  filter(e) {
    e.preventDefault();
    changeQuery({ q: /** @type {HTMLInputElement} */ (this.querySelector('#query')).value.trim() });
  }

  /** @param {any} d */
  view(d) {
    const { status, q } = this.query;
    return html`<h1 tabindex="-1">${t('nav.workflows')}</h1>
      <div class="panel"><form class="filters" role="search" @submit=${this.filter}>
        <label>${t('field.state')}<select id="status" @change=${(/** @type {any} */ e) => changeQuery({ status: e.target.value })}>
          <option value="">${t('filter.all')}</option>
          ${statuses.map((s) => html`<option value=${s} .selected=${status === s}>${t(`state.${s}`)}</option>`)}</select></label>
        <label class="wide">${t('workflows.query')}<input id="query" .value=${q ?? ''} aria-describedby="query-help"
          placeholder="WorkflowType = 'ErrorAnalysis'"></label>
        <button type="submit">${t('action.filter')}</button></form>
        <p class="muted small" id="query-help">${t('workflows.queryHelp')}
          <code translate="no">WorkflowId STARTS_WITH 'error-analysis' AND StartTime > '2026-01-31T00:00:00Z'</code></p>
      ${d.items.length ? table({
    label: t('nav.workflows'), rows: d.items, key: (w) => w.runId, more: d.next ? () => { this.pages++; this.reload(); } : null,
    columns: [
      { name: t('field.run'), cell: (w) => html`<a href="#/workflows/${part(w.id)}/${part(w.runId)}" translate="no">${w.id}</a>` },
      { name: t('field.type'), cell: (w) => data(w.type) },
      { name: t('field.state'), kind: 'nowrap', cell: (w) => state(w.status) },
      { name: t('field.started'), kind: 'nowrap', cell: (w) => exact(w.startTime) },
      { name: t('field.took'), kind: 'nowrap', cell: (w) => (w.closeTime
        ? duration(new Date(w.closeTime).getTime() - new Date(w.startTime).getTime()) : nothing) },
    ],
  }) : empty(t('workflows.none'), status || q ? html`<a class="button" href="#/workflows"
    @click=${() => this.querySelector('form')?.reset()}>${t('filter.clear')}</a>` : nothing)}
      </div>`;
  }
}
