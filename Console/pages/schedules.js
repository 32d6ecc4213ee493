// Upkeep by the clock: when it ran, when it runs next, and now.
import { html, nothing } from '/vendor/lit.js';
import { detail, empty } from '/parts/facts.js';
import { state } from '/parts/state.js';
import { table } from '/parts/table.js';
import { exact, time } from '/parts/time.js';
import { call, get, part } from '/shell/api.js';
import { duration, number } from '/shell/format.js';
import { Page } from '/shell/page.js';
import { can } from '/shell/session.js';
import { say } from '/shell/toast.js';
import { named, t } from '/shell/words.js';

export default class SchedulesPage extends Page {
  get every() { return 5_000; }

  async load() { return get('/schedules'); }

  /** @param {string} task
   *  @param {'pause' | 'resume' | 'run'} what */
  async act(task, what) {
    await call('POST', `/schedules/${part(task)}/${what}`);
    say(t(`schedules.${what}Done`));
    this.reload();
  }

  /** @param {any} d */
  view({ items }) {
    const button = (/** @type {any} */ s, /** @type {'pause' | 'resume' | 'run'} */ what) => html`<button type="button"
      aria-label="${t(`action.${what}`)} ${s.task}" @click=${() => this.act(s.task, what)}>${t(`action.${what}`)}</button>`;
    return html`<h1 tabindex="-1">${t('nav.schedules')}</h1><p class="muted">${t('schedules.intro')}</p>
      <div class="panel">${items.length ? table({
    label: t('nav.schedules'), rows: items, key: (s) => s.task,
    columns: [
      { name: t('field.task'), cell: (s) => html`<div><strong translate="no">${s.task}</strong>
        <p class="muted small">${named(`schedule.${s.task}`, '') || detail(s.note)}</p>
        ${s.paused && s.note && named(`schedule.${s.task}`, '') ? html`<p class="small">${detail(s.note)}</p>` : nothing}</div>` },
      { name: t('field.state'), kind: 'nowrap', cell: (s) => state(s.paused ? 'paused' : 'active') },
      { name: t('schedules.every'), kind: 'nowrap', cell: (s) => (s.intervalSeconds ? duration(s.intervalSeconds * 1000) : '') },
      { name: t('schedules.runs'), kind: 'right', cell: (s) => number(s.runs) },
      { name: t('schedules.last'), kind: 'nowrap', cell: (s) => (s.lastRunAt ? time(s.lastRunAt) : t('schedules.never')) },
      { name: t('schedules.next'), kind: 'nowrap', cell: (s) => (s.nextRunAt ? exact(s.nextRunAt) : '') },
      { name: '', kind: 'nowrap', has: () => can('write'), cell: (s) => html`<div class="row">${button(s, s.paused ? 'resume' : 'pause')}${button(s, 'run')}</div>` },
    ],
  }) : empty(t('schedules.none'))}</div>`;
  }
}
