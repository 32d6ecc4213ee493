// Prescriptions of other days: they are started only when somebody asks.
import { html, nothing } from '/vendor/lit.js';
import { data, empty } from '/parts/facts.js';
import { table } from '/parts/table.js';
import { can } from '/shell/session.js';
import { t } from '/shell/words.js';

/** @typedef {{ isOpen: boolean, toggle: (isOpen: boolean) => void, more: () => void, start: (item: any) => void }} Acts */

/** @param {{ items: any[], next: any } | null} skipped null before they are loaded
 *  @param {Acts} acts */
export const older = (skipped, { isOpen, toggle, more, start }) => html`<details class="panel" id="older" ?open=${isOpen}
    @toggle=${(/** @type {any} */ e) => toggle(e.target.open)}><summary>${t('board.older')}</summary>
  ${!isOpen || !skipped ? nothing : skipped.items.length ? table({
    label: t('board.older'), rows: skipped.items, key: (i) => i.id, more: skipped.next ? more : null,
    columns: [
      { name: t('nav.prescription'), cell: (i) => html`<a href="#/prescriptions/${i.id}" translate="no">${i.serial}</a>` },
      { name: t('card.day'), kind: 'nowrap', cell: (i) => data(i.day) },
      { name: '', kind: 'nowrap', has: () => can('decide'), cell: (i) => (can('decide') ? html`<button type="button" @click=${() => start(i)}
        aria-label="${t('board.start')} ${i.serial}">${t('board.start')}</button>` : nothing) },
    ],
  }) : empty(t('board.noOlder'))}</details>`;
