// What needs somebody, how it goes, and what is not set up.
import { html, nothing } from '/vendor/lit.js';
import '/parts/chart.js';
import { data } from '/parts/facts.js';
import { state } from '/parts/state.js';
import { time } from '/parts/time.js';
import { pages } from './index.js';
import { firstHour } from './overview.first.js';
import { get } from '/shell/api.js';
import { money, number } from '/shell/format.js';
import { tellsOfRuns } from '/shell/notices.js';
import { Page } from '/shell/page.js';
import { named, t } from '/shell/words.js';

const hour = 3_600_000;
const day = 24 * hour;
const shown = 14;

export default class OverviewPage extends Page {
  /** @param {import('/shell/live.js').Notice} notice */
  concerns(notice) { return tellsOfRuns(notice); }

  async load() {
    const waiting = pages.filter((p) => p.waits);
    const [overview, system, costs, newest, servers, runs, counts] = await Promise.all([
      get('/analyses/overview'), get('/system'), get('/models/costs?by=day'), get('/analyses?limit=6'), get('/servers'),
      get('/runs/counts'), Promise.all(waiting.map((p) => p.waits?.() ?? 0))]);
    return {
      overview, system: system.items, costs: costs.items, newest: newest.items, servers: servers.items, runs: runs.items,
      waiting: waiting.map((p, i) => ({ name: p.name, href: `#${p.waitsAt ?? p.path}`, count: counts[i] })),
    };
  }

  /** @param {any} d */
  view(d) {
    const states = d.overview.states;
    const sum = (/** @type {(run: any) => number} */ of) => d.runs.reduce((/** @type {number} */ n, /** @type {any} */ r) => n + of(r), 0);
    const troubled = sum((r) => r.failed + r.parked);
    return html`<h1 tabindex="-1">${t('nav.overview')}</h1>
      ${d.newest.length ? nothing : firstHour(d)}
      <div class="cards">
        ${d.waiting.map((/** @type {any} */ w) => this.card(`${t('overview.waiting')} · ${t(`nav.${w.name}`)}`, w.count, w.href, w.count ? 'wait' : ''))}
        ${this.card(t('overview.troubled'), troubled, '#/runs', 'bad')}
        ${this.card(t('overview.running'), sum((r) => r.running), '#/workflows?status=Running')}
        ${this.card(t('overview.published'), states.Published ?? 0, '#/analyses?state=Published', 'good')}
      </div>
      <div class="cards wide">
        <section class="panel"><h2>${t('overview.perHour')}</h2>
          <ops-chart .points=${hours(d.overview.opened)} label=${t('overview.perHour')}></ops-chart></section>
        <section class="panel"><h2>${t('overview.cost')}</h2>
          <ops-chart .points=${days(d.costs)} .unit=${money} label=${t('overview.cost')}></ops-chart></section>
        <section class="panel"><h2>${t('overview.newest')}</h2>
          <ul class="plain">${d.newest.map((/** @type {any} */ a) => html`<li><div class="row">
            <a href="#/analyses/${a.id}" translate="no">${a.errorType}</a> ${state(a.state)}<span class="grow"></span>
            <span class="muted small">${time(a.lastSeenAt)}</span></div>
            <p class="muted small clip" translate="no">${a.server} · ${a.message}</p></li>`)}</ul>
          ${d.newest.length ? html`<p><a href="#/analyses">${t('overview.all')}</a></p>` : html`<p class="muted">${t('analyses.none')}</p>`}</section>
        <section class="panel"><h2>${t('overview.system')}</h2>
          <ul class="plain">${d.system.map((/** @type {any} */ p) => html`<li><div class="row">
            <span>${t(`system.${p.name}`)}</span> ${state(p.state)}<span class="grow"></span>
            <span class="muted small">${p.detail ? named(`system.detail.${p.detail}`, '') || data(p.detail) : nothing}</span></div>
            ${p.state === 'ok' ? nothing : html`<p class="muted small">${t(`system.${p.name}.how`)}
              <code translate="no">${p.variable}</code></p>`}</li>`)}</ul></section>
      </div>`;
  }

  /** @param {string} name
   *  @param {number} count
   *  @param {string} href */
  card(name, count, href, tone = '') {
    return html`<a class="card" href=${href}><span class="muted">${name}</span>
      <span class="big ${count ? tone : ''}">${number(count)}</span></a>`;
  }
}

/** Two weeks by hour, or the last day if all is within it.
 * @param {{ at: string, count: number }[]} counts
 * @returns {[number, number][]} */
function hours(counts) {
  const now = Math.floor(Date.now() / hour);
  const byHour = new Map(counts.map((c) => [Math.floor(new Date(c.at).getTime() / hour), c.count]));
  const first = Math.min(now - 23, ...byHour.keys());
  return Array.from({ length: now - first + 1 }, (_, i) => [(first + i) * 3600, byHour.get(first + i) ?? 0]);
}

/** @param {{ key: string, amount: number }[]} costs
 *  @returns {[number, number][]} */
function days(costs) {
  const byDay = new Map(costs.map((c) => [c.key, c.amount]));
  const today = Math.floor(Date.now() / day);
  return Array.from({ length: shown }, (_, i) => {
    const at = (today - shown + 1 + i) * day;
    return [at / 1000, byDay.get(new Date(at).toISOString().slice(0, 10)) ?? 0];
  });
}
