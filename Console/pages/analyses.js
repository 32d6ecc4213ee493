// All analyses, live, by what one looks for. The filters are in the address: a list can be sent to somebody.
import { html } from '/vendor/lit.js';
import { data, empty, person } from '/parts/facts.js';
import { sparkline } from '/parts/sparkline.js';
import { state } from '/parts/state.js';
import { table } from '/parts/table.js';
import { exact, time } from '/parts/time.js';
import { get, pagesOf, query } from '/shell/api.js';
import { number } from '/shell/format.js';
import { Page } from '/shell/page.js';
import { changeQuery } from '/shell/router.js';
import { t } from '/shell/words.js';

const size = 50;
const states = ['AwaitingApproval', 'Received', 'Cloning', 'Indexing', 'Analyzing', 'Validating', 'Publishing',
  'Published', 'Rejected', 'NoFix', 'Failed', 'Expired', 'Canceled'];
const typing = 250;

/** The start of a day, or of the one after it, where the page's user is. @param {string | undefined} day */
const startOf = (day, plus = 0) => {
  if (!day || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const [y, m, d] = day.split('-').map(Number);
  return new Date(y, m - 1, d + plus).toISOString();
};

export default class AnalysesPage extends Page {
  constructor() {
    super();
    this.pages = 1;
    /** @type {any} */ this.typed = undefined;
  }

  /** @param {any} notice */
  concerns(notice) { return notice.stream === 'analyses' && notice.kind !== 'progress'; }

  async load() {
    const { q, state: wanted, server, type, from, to } = this.query;
    const filter = { q, state: wanted, server, type, since: startOf(from), until: startOf(to, 1), limit: size };
    const [servers, overview] = await Promise.all([get('/servers'), get('/analyses/overview')]);
    const { items, next } = await pagesOf(this.pages, (cursor) => get(`/analyses${query({ ...filter, cursor })}`));
    return { items, next, servers: servers.items, counts: overview.states };
  }

  /** @param {any} changed */
  willUpdate(changed) {
    if (changed.has('query')) this.pages = 1;
    super.willUpdate(changed);
  }

  /** @param {string} name */
  set(name) { return (/** @type {any} */ e) => changeQuery({ [name]: e.target.value }); }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.typed);
  }

  /** @param {any} e */
  search(e) {
    clearTimeout(this.typed);
    const text = e.target.value;
    this.typed = setTimeout(() => changeQuery({ q: text }), typing);
  }

  more() {
    this.pages++;
    return this.reload();
  }

  /** @param {any} d */
  view(d) {
    const q = this.query;
    const isFiltered = ['q', 'state', 'server', 'type', 'from', 'to'].some((name) => q[name]);
    // One that was removed still has its analyses.
    const servers = new Set([...d.servers.map((/** @type {any} */ s) => s.name), ...(q.server ? [q.server] : [])]);
    return html`<h1 tabindex="-1">${t('nav.analyses')}</h1>
      <div class="panel">
        <form class="filters" role="search" @submit=${(/** @type {Event} */ e) => e.preventDefault()}>
          <label class="wide">${t('search.title')}<input type="search" id="q" .value=${q.q ?? ''} @input=${this.search}
            placeholder=${t('analyses.search')}></label>
          <label>${t('field.state')}<select id="state" @change=${this.set('state')}>
            <option value="">${t('filter.all')}</option>
            ${states.map((s) => html`<option value=${s} .selected=${q.state === s}>${t(`state.${s}`)}${d.counts[s]
    ? ` (${d.counts[s]})` : ''}</option>`)}</select></label>
          <label>${t('field.server')}<select id="server" @change=${this.set('server')}>
            <option value="">${t('filter.all')}</option>
            ${[...servers].map((name) => html`<option value=${name} translate="no" .selected=${q.server === name}>${name}</option>`)}
            </select></label>
          <label>${t('field.type')}<input id="type" list="types" autocomplete="off" .value=${q.type ?? ''} @change=${this.set('type')}></label>
          <datalist id="types">${[...new Set(d.items.map((/** @type {any} */ a) => a.errorType))].map((type) => html`<option
            value=${type} translate="no"></option>`)}</datalist>
          <label>${t('field.from')}<input type="date" id="from" .value=${q.from ?? ''} @change=${this.set('from')}></label>
          <label>${t('field.to')}<input type="date" id="to" .value=${q.to ?? ''} @change=${this.set('to')}></label>
        </form>
        ${d.items.length ? this.list(d) : isFiltered
    ? empty(t('analyses.noMatch'), html`<a class="button" href="#/analyses">${t('filter.clear')}</a>`)
    : empty(t('analyses.none'), html`<a class="button" href="#/">${t('first.title')}</a>`)}
      </div>`;
  }

  /** @param {any} d */
  list(d) {
    return table({
      label: t('nav.analyses'), rows: d.items, key: (a) => a.id, more: d.next ? () => this.more() : null,
      columns: [
        { name: t('field.error'), cell: (a) => html`<div><a href="#/analyses/${a.id}" translate="no">${a.errorType}</a>
          <p class="muted small clip" translate="no">${a.message}</p></div>` },
        { name: t('field.server'), cell: (a) => data(a.server) },
        { name: t('field.state'), kind: 'nowrap', cell: (a) => state(a.state) },
        { name: t('analysis.occurrences'), kind: 'nowrap', cell: (a) => html`<span>${number(a.occurrences)}
          ${sparkline(a.occurrencesByHour, t('analysis.perHour', { n: a.occurrences }))}</span>` },
        { name: t('analysis.last'), kind: 'nowrap', cell: (a) => time(a.lastSeenAt) },
        { name: t('analysis.first'), kind: 'nowrap', cell: (a) => exact(a.createdAt) },
        { name: t('field.decidedBy'), has: (a) => a.decidedBy, cell: (a) => person(a.decidedBy) ?? '' },
      ],
    });
  }
}
