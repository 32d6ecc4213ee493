// One photo: the stages as they happen, the question if there is one, the answer, and what it was worth.
import { html, nothing } from '/vendor/lit.js';
import { data, facts } from '/parts/facts.js';
import { state } from '/parts/state.js';
import { exact } from '/parts/time.js';
import { call, get, part } from '/shell/api.js';
import { duration } from '/shell/format.js';
import { live } from '/shell/live.js';
import { Page } from '/shell/page.js';
import { can, canChange } from '/shell/session.js';
import { say } from '/shell/toast.js';
import { named, t } from '/shell/words.js';

const stages = ['Vision', 'Rule', 'Answer', 'Reward'];
const over = ['Done', 'Failed', 'Canceled'];
const kinds = ['stage', 'needs_input', 'input_received', 'done', 'failed', 'canceled', 'reset', 'end'];

export default class ScanPage extends Page {
  constructor() {
    super();
    /** @type {(() => void) | null} */ this.leave = null;
    this.label = '';
  }

  // Until the events are followed, and where they cannot be.
  get every() { return 5_000; }

  async load() {
    const scan = await get(`/scans/${part(this.params.id)}`);
    if (over.includes(scan.status)) this.unfollow();
    else this.follow();
    return scan;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unfollow();
  }

  follow() {
    this.leave ??= live.follow(`/api/v1/scans/${part(this.params.id)}/events`, kinds, 0, ({ kind }) => {
      // The page looks every few seconds, too: a lost connection is made anew with the next look.
      if (kind === 'lost') this.unfollow();
      else if (kind !== 'heartbeat') this.soon();
    });
  }

  unfollow() {
    this.leave?.();
    this.leave = null;
  }

  /** @param {Event} e */
  async answer(e) {
    e.preventDefault();
    await call('POST', `/scans/${part(this.params.id)}/label`, { label: this.label });
    say(t('scan.labeled'));
    this.reload();
  }

  /** @param {'retry' | 'cancel'} what */
  async act(what) {
    const path = `/scans/${part(this.params.id)}`;
    await (what === 'retry' ? call('POST', `${path}/retry`) : call('DELETE', path));
    say(t(`scan.${what}Done`));
    this.reload();
  }

  /** @param {any} s */
  view(s) {
    const isOver = over.includes(s.status);
    return html`<p class="crumbs"><a href="#/scans">${t('nav.scans')}</a></p>
      <div class="heading"><h1 tabindex="-1" translate=${s.answer ? 'no' : nothing}>${s.answer?.item ?? t('nav.scan')}</h1>
        ${state(s.status)}</div>
      ${s.detail ? html`<p class="muted">${data(s.detail)}</p>` : nothing}
      <div class="columns"><div class="main">
        ${s.status === 'NeedsInput' ? this.question(s) : nothing}${this.found(s)}${this.reward(s)}
        ${can('use') ? html`<div class="row">
          ${isOver && s.status !== 'Done' && canChange(s.userId) ? html`<button type="button" id="retry"
            @click=${() => this.act('retry')}>${t('action.retry')}</button>` : nothing}
          ${!isOver && canChange(s.userId) ? html`<button type="button" id="cancel" class="danger"
            @click=${() => this.act('cancel')}>${t('scan.cancel')}</button>` : nothing}
          <a class="button" href="#/scans">${t('scan.another')}</a></div>` : nothing}
      </div><aside class="beside">${this.progress(s)}
        ${s.image ? html`<div class="panel"><img class="shot" src=${s.image} alt=${t('scan.photo')}></div>` : nothing}
      </aside></div>`;
  }

  /** @param {any} s */
  progress(s) {
    const now = stages.includes(s.status) ? s.status : null;
    return html`<section class="panel" aria-labelledby="stages" aria-live="polite"><h2 id="stages">${t('scan.stages')}</h2>
      <ol class="timeline">${stages.map((stage) => {
    const done = s.stages.find((/** @type {any} */ x) => x.stage === stage);
    const tone = done ? 'good' : now === stage ? '' : 'minor';
    return html`<li class=${tone}><div class="row"><strong>${t(`stage.${stage}`)}</strong><span class="grow"></span>
      <span class="muted">${done ? duration(done.milliseconds) : now === stage ? t('step.running') : ''}</span></div></li>`;
  })}</ol>
      ${facts([[t('scan.sent'), exact(s.createdAt)],
    [t('scan.took'), s.endedAt ? duration(new Date(s.endedAt).getTime() - new Date(s.createdAt).getTime()) : null],
    [t('field.attempt'), s.attempt > 1 ? data(s.attempt) : null]])}</section>`;
  }

  /** @param {any} s */
  question(s) {
    return html`<form class="panel decision" @submit=${(/** @type {Event} */ e) => this.answer(e)}>
      <h2>${t('scan.question')}</h2><p>${s.vision?.notice ? data(s.vision.notice) : t('scan.questionHelp')}</p>
      ${canChange(s.userId) ? html`<label for="label">${t('scan.label')}</label>
        <div class="row"><input id="label" required maxlength="200" autocomplete="off" .defaultValue=${this.label}
          @input=${(/** @type {any} */ e) => { this.label = e.target.value; }}>
        <button class="primary" id="send">${t('action.send')}</button></div>` : nothing}</form>`;
  }

  /** @param {any} s */
  found({ vision, answer }) {
    if (!vision && !answer) return nothing;
    return html`<section class="panel" aria-labelledby="answer-h"><h2 id="answer-h">${t('scan.answer')}</h2>
      ${facts([
    [t('scan.class'), data([answer?.category ?? vision?.seen?.class, answer?.subcategory].filter(Boolean).join(' › '))],
    [t('scan.item'), data(answer?.item ?? vision?.seen?.item)],
    [t('scan.by'), vision ? named(`scanBy.${vision.by}`, vision.by) : null],
    [t('scan.model'), data(answer?.model ?? vision?.model)],
  ])}
      ${answer ? html`<p class="row">
        <span class="state ${answer.recyclable ? 'good' : 'quiet'}">${t(answer.recyclable ? 'scan.recyclable' : 'scan.notRecyclable')}</span>
        ${answer.hazardous ? html`<span class="state bad">${t('scan.hazardous')}</span>` : nothing}</p>
        <ol>${answer.instructions.map((/** @type {any} */ i) => html`<li><span translate="no">${i.text}</span>
          <span class="muted small">${i.sources.map((/** @type {string} */ u, /** @type {number} */ n) => html`<a
            href=${u} rel="noreferrer noopener" target="_blank">${t('scan.source', { n: n + 1 })}</a> `)}</span></li>`)}</ol>
        <p translate="no">${answer.explanation}</p>
        ${answer.notice ? html`<p class="notice" translate="no">${answer.notice}</p>` : nothing}` : nothing}</section>`;
  }

  /** @param {any} s */
  reward({ reward }) {
    if (!reward) return nothing;
    const writes = Object.entries(reward.writes ?? {}).filter(([, status]) => status !== 'saved');
    return html`<section class="panel" aria-labelledby="reward-h"><h2 id="reward-h">${t('scan.reward')}</h2>
      ${reward.character ? html`<div class="row"><img src=${reward.character.picture} alt="" width="120" height="120">
        <div><p class="strong" translate="no">${reward.character.name}</p><p translate="no">${reward.character.line}</p>
        <p>${t('scan.points', { n: reward.points })}</p></div></div>` : html`<p>${t('scan.noReward')}</p>`}
      ${writes.length ? html`<p class="muted small">${t('scan.writing')}</p>` : nothing}</section>`;
  }
}
