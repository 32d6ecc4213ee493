// The board of a pharmacy: today's prescriptions from left to right, for a screen on the wall and for the counter.
import { html, nothing, repeat } from '/vendor/lit.js';
import { data, empty } from '/parts/facts.js';
import { severity } from '/parts/severity.js';
import { state } from '/parts/state.js';
import { ofDay, time } from '/parts/time.js';
import { call, get, pagesOf, part, query } from '/shell/api.js';
import { money, number, percent } from '/shell/format.js';
import { Page } from '/shell/page.js';
import { changeQuery } from '/shell/router.js';
import { say } from '/shell/toast.js';
import { language, named, t } from '/shell/words.js';
import { chime } from './prescriptions.chime.js';
import { older } from './prescriptions.older.js';

const columns = ['detected', 'checking', 'card', 'explanation', 'acknowledged'];
const soundKey = 'opsflow.board.sound';

export default class PrescriptionsPage extends Page {
  constructor() {
    super();
    /** Urgent ones that were on the board at the last look. @type {Set<string> | null} */
    this.urgent = null;
    this.hasSound = localStorage.getItem(soundKey) === 'on';
    /** Pages of prescriptions of other days; 0 while their list is closed. */
    this.older = 0;
  }

  get every() { return 10_000; }

  /** @param {any} notice */
  concerns(notice) { return notice.stream.startsWith('prescriptions:'); }

  async load() {
    const { items } = await get('/prescriptions/status');
    const pharmacy = items.find((/** @type {any} */ p) => p.id === this.query.pharmacy) ?? items[0];
    if (!pharmacy) return { pharmacies: [], pharmacy: null, items: [] };
    const [board, rules, costs, skipped] = await Promise.all([
      get(`/prescriptions/board${query({ pharmacy: pharmacy.id, language: language() })}`),
      get('/prescriptions/overrides'), get('/prescriptions/costs'),
      this.older ? pagesOf(this.older, (cursor) => get(
        `/prescriptions${query({ pharmacy: pharmacy.id, state: 'Skipped', cursor })}`)) : null]);
    this.ring(board.items);
    return { pharmacies: items, pharmacy, items: board.items, rules: rules.items, costs, skipped };
  }

  /** @param {number} pages */
  showOlder(pages) {
    if (pages === this.older) return;
    this.older = pages;
    if (pages) this.reload();
  }

  /** @param {any} skipped */
  async start(skipped) {
    await call('POST', `/prescriptions/${part(skipped.id)}/retry`);
    say(t('board.started'));
    this.reload();
  }

  /** @param {any[]} items */
  ring(items) {
    const urgent = new Set(items.filter(isUrgent).map((i) => i.id));
    if (this.urgent && this.hasSound && [...urgent].some((id) => !this.urgent?.has(id))) chime();
    this.urgent = urgent;
  }

  sound() {
    this.hasSound = !this.hasSound;
    localStorage.setItem(soundKey, this.hasSound ? 'on' : 'off');
    if (this.hasSound) chime();
    this.requestUpdate();
  }

  /** @param {any} d */
  view({ pharmacies, pharmacy, items, rules, costs, skipped }) {
    if (!pharmacy) return html`<h1 tabindex="-1">${t('nav.prescriptions')}</h1><div class="panel">${empty(html`${t('board.none')} <code translate="no">OPSFLOW_PHARMACIES_FILE</code>`)}</div>`;
    const urgent = items.filter(isUrgent);
    const { watch, permits } = pharmacy;
    const all = totals(pharmacy.counts);
    return html`<div class="heading"><h1 tabindex="-1">${t('nav.prescriptions')}</h1>
        ${pharmacies.length > 1 ? html`<label class="inline">${t('board.pharmacy')}
          <select @change=${(/** @type {any} */ e) => changeQuery({ pharmacy: e.target.value })}>
            ${pharmacies.map((/** @type {any} */ p) => html`<option value=${p.id} .selected=${p.id === pharmacy.id}
              translate="no">${p.name ?? p.id}</option>`)}</select></label>` : data(pharmacy.name ?? pharmacy.id)}
        <span class="grow"></span>
        <button type="button" aria-pressed=${this.hasSound} @click=${() => this.sound()}>${t('board.sound')}</button></div>
      <p class="row muted small"><span>${t('board.day', { day: pharmacy.day })}</span>
        ${permits ? html`<span>${t('board.permits', { held: permits.held.length, all: permits.permits })}</span>` : nothing}
        ${watch?.lookedAt ? html`<span>${t('board.looked')} ${time(watch.lookedAt)}</span>` : nothing}</p>
      ${watch?.awaySince ? html`<p class="notice bad" role="alert">${t('board.away')} ${time(watch.awaySince)}
        ${data(watch.awayReason)}</p>` : nothing}
      ${urgent.length ? html`<p class="notice bad urgent" role="alert">${t('board.urgent', { n: urgent.length })}
        <a href="#/prescriptions/${urgent[0].id}">${t('board.show')}</a></p>` : nothing}
      <div class="board">${columns.map((name) => this.column(name, items.filter((/** @type {any} */ i) => i.column === name
        || (name === 'acknowledged' && i.column === 'failed')), all[name]))}</div>
      ${watch?.skipped ? older(skipped, {
    isOpen: this.older > 0, toggle: (isOpen) => this.showOlder(isOpen ? Math.max(1, this.older) : 0),
    more: () => this.showOlder(this.older + 1), start: (item) => this.start(item),
  }) : nothing}
      ${pharmacy.stuck.length ? html`<section class="panel" aria-labelledby="stuck"><h2 id="stuck">${t('board.stuck')}</h2>
        <ul class="plain">${pharmacy.stuck.map((/** @type {any} */ i) => html`<li><div class="row">
          <a href="#/prescriptions/${i.id}" translate="no">${i.serial}</a> ${state(i.state)}
          ${data(i.reason)}</div></li>`)}</ul></section>` : nothing}
      <details class="panel"><summary>${t('board.rules')}</summary>
        ${rules.length ? html`<table class="list"><thead><tr><th scope="col">${t('board.rule')}</th>
          <th scope="col">${t('board.acknowledgedN')}</th><th scope="col">${t('board.overriddenN')}</th>
          <th scope="col">${t('board.share')}</th></tr></thead><tbody>${rules.map(rule)}</tbody></table>`
    : empty(t('board.noRules'))}</details>
      <p class="muted small">${t('board.costs', { calls: number(costs.calls), amount: money(costs.amount) })}
        ${costs.saving === undefined || costs.saving === null ? nothing : t('board.saving', { share: percent(costs.saving) })}</p>
      <p class="muted small">${t('board.notice')}</p>`;
  }

  /** @param {string} name
   *  @param {any[]} items those that are shown
   *  @param {number} all how many there are */
  column(name, items, all) {
    const more = Math.max(0, all - items.length);
    return html`<section aria-labelledby="column-${name}"><h2 id="column-${name}">${t(`board.${name}`)}
        <span class="muted">${number(items.length + more)}</span></h2>
      <ul>${repeat(items, (i) => i.id, (i) => html`<li class="ticket ${isUrgent(i) ? 'urgent' : ''}">
        <a href="#/prescriptions/${i.id}"><span translate="no">${i.name ?? i.patient}</span></a>
        <span class="muted small"><span translate="no">${i.serial}</span> ${ofDay(i.detectedAt)}</span>
        ${i.state === 'Failed' ? state(i.state) : nothing}
        ${i.indicator ? severity(i.indicator) : nothing}
        ${i.summary ? html`<p class="small" translate="no">${i.summary}</p>` : nothing}
        ${i.undecided ? html`<p class="small strong">${t('board.undecided', { n: i.undecided })}</p>` : nothing}
        ${i.explanationStatus ? html`<p class="muted small">${named(`explanation.${i.explanationStatus}`, '')}</p>` : nothing}
      </li>`)}</ul>${more ? html`<p class="muted small">${t('board.more', { n: number(more) })}</p>` : nothing}</section>`;
  }
}

/** How many there are of each column, whether the board has room for them or not.
 * @param {any[]} counts
 * @returns {Record<string, number>} */
const totals = (counts) => {
  const of = (/** @type {string} */ name) => counts.find((c) => c.state === name) ?? { count: 0, undecided: 0 };
  const done = of('Success');
  return {
    detected: of('Queued').count, checking: of('Checking').count, card: of('Generating').count,
    explanation: done.undecided, acknowledged: done.count - done.undecided + of('Failed').count,
  };
};

/** Only the top tier interrupts. @param {any} i */
const isUrgent = (i) => i.indicator === 'critical' && i.undecided > 0;

/** @param {any} r */
const rule = (r) => {
  const share = r.overridden / Math.max(1, r.overridden + r.acknowledged);
  return html`<tr><td data-label=${t('board.rule')}><span translate="no">${r.rule}</span> ${severity(r.indicator)}</td>
    <td data-label=${t('board.acknowledgedN')}>${number(r.acknowledged)}</td>
    <td data-label=${t('board.overriddenN')}>${number(r.overridden)}</td>
    <td data-label=${t('board.share')}><meter min="0" max="1" value=${share}
      aria-label="${t('board.share')} ${r.rule}"></meter> ${percent(share)}</td></tr>`;
};
