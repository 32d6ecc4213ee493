// What somebody else changed while a form was filled in: nobody's words are lost, and nobody's change is undone unseen.
import { html, nothing } from '/vendor/lit.js';
import { t } from '/shell/words.js';
import { data } from './facts.js';

/** @typedef {{ word: string, before: string, now: string }} Difference */

/** The code of the answer that refuses what was made of an old state. */
export const changedMeanwhile = 'changed_meanwhile';

/** @param {any} value */
const shown = (value) => (typeof value === 'boolean' ? (value ? '✓' : '–') : [value ?? ''].flat().join(', ') || '–');

/** What is not as it was.
 * @param {any} before
 * @param {any} now
 * @param {[string, string][]} fields members with their words
 * @returns {Difference[]} */
export const differences = (before, now, fields) => fields
  .map(([name, word]) => ({ word, before: shown(before[name]), now: shown(now[name]) }))
  .filter((d) => d.before !== d.now);

/** Renders a form over a new state: fields that nobody touched show it, the others keep what they have. Of selects the
 * browser would not know which is which.
 * @param {HTMLFormElement} form
 * @param {() => Promise<any>} render */
export async function renew(form, render) {
  const touched = [...form.querySelectorAll('select')]
    .filter((s) => [...s.options].some((o) => o.selected !== o.defaultSelected)).map((s) => ({ s, value: s.value }));
  await render();
  for (const { s, value } of touched) s.value = value;
}

/** @param {Difference[] | null} changed null where nothing was changed by others
 *  @param {() => void} take puts the new state in the place of what was typed */
export const meanwhile = (changed, take) => (changed ? html`<div class="notice wait all" role="alert" id="meanwhile"
    tabindex="-1"><p>${t('meanwhile.text')}</p>
  ${changed.length ? html`<ul>${changed.map((d) => html`<li>${d.word}: ${data(d.before)} → ${data(d.now)}</li>`)}</ul>` : nothing}
  <p><button type="button" id="take-new" @click=${take}>${t('meanwhile.take')}</button></p></div>` : nothing);
