// Photos on their way to an answer: a new one from the camera or a file, and those of before.
import { html, nothing } from '/vendor/lit.js';
import { empty } from '/parts/facts.js';
import { state } from '/parts/state.js';
import { table } from '/parts/table.js';
import { time } from '/parts/time.js';
import { get, pagesOf, query, send } from '/shell/api.js';
import { duration } from '/shell/format.js';
import { Page } from '/shell/page.js';
import { changeQuery } from '/shell/router.js';
import { can, who } from '/shell/session.js';
import { language, named, t } from '/shell/words.js';

const states = ['NeedsInput', 'Done', 'Failed'];

export default class ScansPage extends Page {
  // Who may only use is told nothing.
  get every() { return can('read') ? 0 : 3_000; }

  /** @param {any} notice */
  concerns(notice) { return notice.stream === 'scans'; }

  async load() {
    const { state: wanted } = this.query;
    this.more ??= 1;
    const { items, next } = await pagesOf(
      this.more, (cursor) => get(`/scans${query({ state: wanted, cursor, user: can('read') ? '' : 'me' })}`));
    const [characters, points] = await Promise.all([get(`/users/me/characters${query({ language: language() })}`), get('/users/me/points')]);
    return { items, next, characters: characters.items, points };
  }

  /** @param {Event} e */
  async scan(e) {
    const input = /** @type {HTMLInputElement} */ (e.target);
    const file = input.files?.[0];
    if (!file || this.isSending) return;
    this.isSending = true;
    this.problemOfScan = '';
    this.requestUpdate();
    try {
      const form = new FormData();
      form.set('image', file);
      form.set('language', document.documentElement.lang);
      const { jobId } = await send('/scans', form);
      location.hash = `#/scans/${jobId}`;
    } catch (error) {
      this.problemOfScan = /** @type {any} */ (error).message;
    } finally {
      this.isSending = false;
      input.value = '';
      this.requestUpdate();
    }
  }

  /** @param {any} d */
  view(d) {
    const wanted = this.query.state ?? '';
    return html`<h1 tabindex="-1">${t('nav.scans')}</h1><p class="muted">${t('scans.intro')}</p>
      ${can('use') ? html`<div class="panel"><div class="row">
        <label class="button primary photo" aria-busy=${Boolean(this.isSending)}>${t('scans.camera')}
          <input type="file" class="unseen" id="camera" accept="image/jpeg,image/png,image/webp" capture="environment"
            @change=${(/** @type {Event} */ e) => this.scan(e)}></label>
        <label class="button photo">${t('scans.file')}
          <input type="file" class="unseen" id="file" accept="image/jpeg,image/png,image/webp"
            @change=${(/** @type {Event} */ e) => this.scan(e)}></label>
        ${this.isSending ? html`<span role="status">${t('scans.sending')}</span>` : nothing}</div>
        ${this.problemOfScan ? html`<p class="bad" role="alert" translate="no">${this.problemOfScan}</p>` : nothing}
      </div>` : nothing}
      <section class="panel" aria-labelledby="mine"><h2 id="mine">${t('scans.mine')}</h2>
        <p>${t('scans.points', { n: d.points.total })}</p>
        <ul class="pictures">${d.characters.map((/** @type {any} */ c) => html`<li>
          <img src=${c.character.picture} alt="" width="72" height="72"><span translate="no">${c.character.name}</span>
        </li>`)}</ul></section>
      <div class="panel"><div class="filters"><div class="segments" role="group" aria-label=${t('field.state')}>
        ${['', ...states].map((s) => html`<button type="button" aria-pressed=${wanted === s}
          @click=${() => changeQuery({ state: s })}>${s ? named(`state.${s}`, s) : t('filter.all')}</button>`)}</div></div>
      ${d.items.length ? table({
    label: t('nav.scans'), rows: d.items, key: (s) => s.jobId,
    more: d.next ? () => { this.more = (this.more ?? 1) + 1; this.reload(); } : null,
    columns: [
      { name: t('nav.scan'), cell: (s) => html`<a href="#/scans/${s.jobId}" translate="no">${s.jobId.slice(-8)}</a>` },
      { name: t('field.state'), kind: 'nowrap', cell: (s) => state(s.status) },
      {
        name: t('field.who'), has: (s) => s.userId !== who()?.id,
        cell: (s) => html`<span translate="no">${s.userId === who()?.id ? '' : s.userId}</span>`,
      },
      { name: t('field.when'), kind: 'nowrap', cell: (s) => time(s.createdAt) },
      { name: t('scan.took'), kind: 'right', cell: (s) => (s.endedAt
        ? duration(new Date(s.endedAt).getTime() - new Date(s.createdAt).getTime()) : '') },
    ],
  }) : empty(t('scans.none'))}</div>`;
  }
}
