// An error that nobody wants to hear of: muted for a time or until somebody says otherwise, and who did so.
import { html, nothing } from '/vendor/lit.js';
import { person } from '/parts/facts.js';
import { exact } from '/parts/time.js';
import { call, part } from '/shell/api.js';
import { can } from '/shell/session.js';
import { say } from '/shell/toast.js';
import { t } from '/shell/words.js';

const hour = 3_600_000;
/** How long, in hours; 0 until somebody says otherwise. @type {[string, number][]} */
const spans = [['hour', 1], ['day', 24], ['week', 168], ['open', 0]];

/** @param {any} a the analysis
 *  @param {() => any} reload */
export function muting(a, reload) {
  const m = a.muted;
  if (!m && !can('decide')) return nothing;
  const change = async (/** @type {string} */ method, /** @type {any} */ body, /** @type {string} */ done) => {
    try {
      await call(method, `/analyses/${part(a.id)}/mute`, body);
      say(t(done));
    } catch (e) {
      say(/** @type {any} */ (e).message);
    }
    await reload();
  };
  const mute = (/** @type {any} */ e) => {
    e.preventDefault();
    const hours = Number(e.target.elements.span.value);
    return change('PUT', { until: hours ? new Date(Date.now() + hours * hour).toISOString() : undefined }, 'mute.done');
  };
  return html`<section class="panel" aria-labelledby="mute-h"><h2 id="mute-h">${t('mute.title')}</h2>
    ${m ? html`<p id="muted">${m.until ? html`${t('mute.until')} ${exact(m.until)}` : t('mute.open')} ·
      ${person(m.by)} · ${exact(m.at)}</p>` : html`<p class="muted">${t('mute.help')}</p>`}
    ${!can('decide') ? nothing : m
    ? html`<button type="button" id="unmute" @click=${() => change('DELETE', undefined, 'mute.undone')}>${t('mute.undo')}</button>`
    : html`<form class="row" @submit=${mute}><label class="inline">${t('mute.for')}<select name="span" id="mute-for">
      ${spans.map(([name, hours]) => html`<option value=${hours}>${t(`mute.for.${name}`)}</option>`)}</select></label>
      <button id="mute">${t('mute.do')}</button></form>`}</section>`;
}
