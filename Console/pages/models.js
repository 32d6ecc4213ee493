// Models: how they do, what they cost by use, day and model, and what they may.
import { html, nothing } from '/vendor/lit.js';
import '/parts/chart.js';
import { data, empty } from '/parts/facts.js';
import { state } from '/parts/state.js';
import { table } from '/parts/table.js';
import { time } from '/parts/time.js';
import { get } from '/shell/api.js';
import { money, number } from '/shell/format.js';
import { Page } from '/shell/page.js';
import { t } from '/shell/words.js';

const day = 86_400_000;
const shown = 30;

export default class ModelsPage extends Page {
  constructor() {
    super();
    this.isMeasuring = false;
  }

  get every() { return 15_000; }

  async load() {
    const [models, byUse, byModel, byDay, budgets] = await Promise.all([
      get(`/models${this.isMeasuring ? '?measure=true' : ''}`), get('/models/costs?by=use'), get('/models/costs?by=model'),
      get('/models/costs?by=day'), get('/models/budgets')]);
    this.isMeasuring = false;
    return { models: models.items, byUse: byUse.items, byModel: byModel.items, byDay: byDay.items, budgets: budgets.items };
  }

  measure() {
    this.isMeasuring = true;
    return this.reload();
  }

  /** @param {any} d */
  view(d) {
    return html`<div class="heading"><h1 tabindex="-1">${t('nav.models')}</h1><span class="grow"></span>
        ${d.models.length ? html`<button type="button" @click=${() => this.measure()}>${t('models.measure')}</button>` : nothing}</div>
      ${d.models.length ? html`<div class="cards wide">${d.models.map(model)}</div>`
    : html`<div class="panel">${empty(html`${t('models.none')} <code translate="no">OPSFLOW_LLM_URL</code>,
          <code translate="no">OPSFLOW_LLM_MODEL</code>, <code translate="no">OPSFLOW_MODELS_FILE</code>`)}</div>`}
      ${d.budgets.length ? html`<section class="panel"><h2>${t('models.budgets')}</h2><ul class="plain">
        ${d.budgets.map((/** @type {any} */ b) => html`<li><div class="row"><span translate="no">${b.use}</span><span class="grow"></span>
          <span>${b.limit === undefined ? t('models.unlimited', { spent: money(b.spent) })
    : t('models.spent', { spent: money(b.spent), limit: money(b.limit) })}</span></div>
          ${b.limit === undefined ? nothing : html`<meter aria-label=${b.use} min="0" max=${b.limit} high=${b.limit * 0.8}
            value=${b.spent}></meter>`}</li>`)}</ul></section>` : nothing}
      <section class="panel"><h2>${t('models.costByDay')}</h2>
        <ops-chart .points=${days(d.byDay)} .unit=${money} label=${t('models.costByDay')}></ops-chart></section>
      <div class="cards wide">${costs('models.byUse', d.byUse)}${costs('models.byModel', d.byModel)}</div>`;
  }
}

/** @param {any} m */
const model = (m) => html`<section class="panel"><div class="heading"><h2 translate="no">${m.name}</h2>
    ${m.healthy === undefined ? state('unknown') : state(m.healthy ? 'ok' : 'down')}
    ${m.load ? html`<span>${t(`load.${m.load}`)}</span>` : nothing}</div>
  <p class="muted small" translate="no">${m.model}</p>
  ${m.reason ? html`<p class="bad" translate="no">${m.reason}</p>` : nothing}
  <p class="row small">${m.roles.length ? html`<span>${t('models.roles')}: ${data(m.roles.join(', '))}</span>` : nothing}
    ${m.capabilities.length ? html`<span class="muted" translate="no">${m.capabilities.join(', ')}</span>` : nothing}</p>
  <p class="muted small price">${m.price ? t('models.price', {
    in: money(m.price.inputPerMillion), cached: money(m.price.cachedPerMillion ?? m.price.inputPerMillion),
    out: money(m.price.outputPerMillion) }) : t('models.noPrice')}</p>
  <p class="row muted small">
    ${m.latencyMs === undefined ? nothing : html`<span>${t('models.latency', { n: Math.round(m.latencyMs) })}</span>`}
    ${m.inferenceMs === undefined ? nothing : html`<span>${t('models.inference', { n: Math.round(m.inferenceMs) })}</span>`}
    ${m.ownJobs ? html`<span>${t('models.jobs', { n: m.ownJobs })}</span>` : nothing}
    <span>${t('models.today', { cost: money(m.costToday) })}</span>
    ${m.checkedAt ? html`<span>${t('models.checked')} ${time(m.checkedAt)}</span>` : nothing}</p></section>`;

/** @param {string} title
 *  @param {any[]} rows */
const costs = (title, rows) => html`<section class="panel"><h2>${t(title)}</h2>${rows.length ? table({
  label: t(title), rows, key: (r) => r.key,
  columns: [
    { name: t('field.name'), cell: (r) => data(r.key) },
    { name: t('models.calls'), kind: 'right', cell: (r) => number(r.calls) },
    { name: t('models.tokens'), kind: 'right', cell: (r) => data(`${number(r.inputTokens)} / ${number(r.outputTokens)}`) },
    { name: t('cost.title'), kind: 'right', cell: (r) => data(money(r.amount)) },
    { name: t('models.share'), cell: (r) => html`<meter class="bar" min="0" max=${Math.max(...rows.map((x) => x.amount)) || 1}
      value=${r.amount} aria-label="${t('cost.title')} ${r.key}"></meter>` },
  ],
}) : html`<p class="muted">${t('cost.none')}</p>`}</section>`;

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
