// One prescription: what the data says, apart from what the model says, and what the pharmacist makes of it.
import { html, nothing, repeat } from '/vendor/lit.js';
import { data, facts, person } from '/parts/facts.js';
import { severity } from '/parts/severity.js';
import { state } from '/parts/state.js';
import { exact } from '/parts/time.js';
import { call, get, part, query } from '/shell/api.js';
import { money } from '/shell/format.js';
import { Page } from '/shell/page.js';
import { can } from '/shell/session.js';
import { say } from '/shell/toast.js';
import { language, named, t } from '/shell/words.js';

export default class PrescriptionPage extends Page {
  constructor() {
    super();
    /** What is chosen and written for each card, kept over looks. @type {Record<string, { reason?: string, text?: string }>} */
    this.drafts = {};
  }

  get every() { return 10_000; }

  /** @param {any} notice */
  concerns(notice) { return notice.stream.startsWith('prescriptions:') && notice.data.id === this.params.id; }

  async load() { return get(`/prescriptions/${part(this.params.id)}${query({ language: language() })}`); }

  /** @param {string} card
   *  @param {'acknowledge' | 'override'} action */
  async decide(card, action) {
    const { reason, text } = this.drafts[card] ?? {};
    await call('POST', `/prescriptions/${part(this.params.id)}/cards/${part(card)}/decision`, {
      action, ...(action === 'override' ? { reason: reason ?? '' } : {}), ...(text ? { text } : {}),
    });
    say(t(`card.${action}Done`));
    this.reload();
  }

  async retry() {
    await call('POST', `/prescriptions/${part(this.params.id)}/retry`);
    say(t('card.retried'));
    this.reload();
  }

  /** @param {any} d */
  view(d) {
    const p = d.prescription;
    return html`<p class="crumbs"><a href="#/prescriptions?pharmacy=${part(p.pharmacy)}">${t('nav.prescriptions')}</a></p>
      <div class="heading"><h1 tabindex="-1" translate="no">${p.serial}</h1>${state(p.state)}
        ${p.indicator ? severity(p.indicator) : nothing}</div>
      ${p.reason ? html`<p class="muted">${data(p.reason)}</p>` : nothing}
      ${facts([
    [t('card.patient'), data(p.patient)], [t('card.day'), data(p.day)], [t('card.detected'), exact(p.detectedAt)],
    [t('card.shown'), p.cardAt ? exact(p.cardAt) : null], [t('card.position'), d.position ? data(d.position) : null],
    [t('card.version'), data(d.dataVersion)],
    [t('card.cost'), d.cost ? html`<span translate="no">${money(d.cost)}</span>` : null],
    [t('card.extraCost'), d.extraCost ? html`<span translate="no">${money(d.extraCost)}</span>` : null],
    [t('card.upsellCost'), d.upsellCost ? html`<span translate="no">${money(d.upsellCost)}</span>` : null],
  ])}
      ${d.notice ? html`<p class="notice wait" translate="no">${d.notice}</p>` : nothing}
      ${['Failed', 'Skipped'].includes(p.state) && can('decide') ? html`<p><button type="button" id="retry"
        @click=${() => this.retry()}>${t('action.retry')}</button></p>` : nothing}
      ${repeat(d.cards, (/** @type {any} */ c) => c.uuid, (/** @type {any} */ c) => this.card(c))}
      ${d.explanationReasons?.length ? html`<p class="notice">
        ${t(p.explanationStatus === 'Unavailable' ? 'card.unavailable' : 'card.discarded')}
        ${d.explanationReasons.map((/** @type {string} */ r, /** @type {number} */ i) => html`${i ? ', ' : ''}${
  named(`reason.${r}`, '') || data(r)}`)}</p>` : nothing}
      ${this.drugs(d)}
      ${d.upsell ? html`<section class="panel model" aria-labelledby="upsell"><h2 id="upsell">${t('card.upsell')}</h2>
        <p translate="no">${d.upsell}</p></section>` : nothing}
      <p class="muted small">${t('board.notice')}</p>`;
  }

  /** @param {any} c */
  card(c) {
    return html`<section class="panel" aria-labelledby="card-${c.uuid}">
      <div class="heading"><h2 id="card-${c.uuid}" translate="no">${c.summary}</h2>${severity(c.indicator)}
        ${c.seenBefore ? html`<span class="state quiet">${t('card.seenBefore')}</span>` : nothing}</div>
      <p class="detail" translate="no">${c.detail}</p>
      <p class="muted small">${t('card.source')} ${c.source.url
    ? html`<a href=${c.source.url} rel="noreferrer noopener" target="_blank" translate="no">${c.source.label}</a>`
    : data(c.source.label)}</p>
      ${c.explanation ? html`<div class="model"><h3>${t('card.explanation')}</h3><p translate="no">${c.explanation}</p></div>`
    : nothing}
      ${c.decision ? this.decided(c) : c.needsDecision ? this.decision(c) : nothing}</section>`;
  }

  /** @param {any} c */
  decided({ decision: d, overrideReasons }) {
    const reason = overrideReasons.find((/** @type {any} */ r) => r.code === d.code);
    return html`<p><strong>${t(`card.done${d.action}`)}</strong> · ${person(d.byName, d.byId)} · ${exact(d.at)}</p>
      ${d.code ? html`<p translate="no">${reason?.display ?? d.code}</p>` : nothing}
      ${d.note ? html`<blockquote translate="no">${d.note}</blockquote>` : nothing}`;
  }

  /** @param {any} c */
  decision(c) {
    if (!can('decide')) return html`<p class="muted">${t('card.notYou')}</p>`;
    const draft = (this.drafts[c.uuid] ??= {});
    return html`<div class="row"><button type="button" class="primary" id="ack-${c.uuid}"
        @click=${() => this.decide(c.uuid, 'acknowledge')}>${t('card.acknowledge')}</button></div>
      <form class="grid" @submit=${(/** @type {Event} */ e) => { e.preventDefault(); this.decide(c.uuid, 'override'); }}>
        <label>${t('card.reason')}<select id="reason-${c.uuid}" required
          @change=${(/** @type {any} */ e) => { draft.reason = e.target.value; this.requestUpdate(); }}>
          <option value="">${t('card.choose')}</option>
          ${c.overrideReasons.map((/** @type {any} */ r) => html`<option value=${r.code}
            translate="no" .selected=${draft.reason === r.code}>${r.display}</option>`)}</select></label>
        <label>${t('card.note')}<input id="note-${c.uuid}" maxlength="1000" autocomplete="off"
          ?required=${draft.reason === 'other'} .defaultValue=${draft.text ?? ''}
          @input=${(/** @type {any} */ e) => { draft.text = e.target.value; }}></label>
        <div class="all row"><button class="danger" id="override-${c.uuid}">${t('card.override')}</button></div></form>`;
  }

  /** @param {any} d */
  drugs({ prescription: p, drugs }) {
    if (!drugs?.length) return nothing;
    return html`<section class="panel" aria-labelledby="drugs"><h2 id="drugs">${t('card.drugs')}</h2>
      <ul class="plain">${drugs.map((/** @type {any} */ i) => html`<li><div class="row">
        <span translate="no">${i.drug.written}</span>
        ${i.drug.status === 'Known' ? html`<span class="muted" translate="no">${i.drug.ingredients.join(' + ')}</span>`
    : html`<span class="state wait">${t(`card.drug${i.drug.status}`)}</span>`}
        <span class="grow"></span><details><summary>${t('card.label')}</summary>
          <img class="label" loading="lazy" alt=${t('card.label')}
            src="/api/v1/prescriptions/${part(p.id)}/labels/${i.line}"></details></div></li>`)}</ul></section>`;
  }
}
