// A list: a table on a wide screen, cards on a phone, with what follows behind a button.
import { html, nothing, repeat } from '/vendor/lit.js';
import { t } from '/shell/words.js';

/** With `has`, a column is only there when one of the rows has it.
 * @typedef {{ name: string, cell: (row: any) => any, kind?: 'right' | 'nowrap', has?: (row: any) => boolean }} Column */

/** @param {{ label: string, columns: Column[], rows: any[], key: (row: any) => any, more?: (() => void) | null }} list */
export function table({ label, columns: all, rows, key, more }) {
  const columns = all.filter(({ has }) => !has || rows.some(has));
  return html`<div class="table" role="region" tabindex="0"
    aria-label=${label}><table class="list">
  <thead><tr>${columns.map((c) => html`<th scope="col" class=${c.kind ?? nothing}>${c.name
    || html`<span class="unseen">${t('field.actions')}</span>`}</th>`)}</tr></thead>
  <tbody>${repeat(rows, key, (row) => html`<tr>${columns.map((c) => html`<td class=${c.kind ?? nothing}
    data-label=${c.name || nothing}>${c.cell(row)}</td>`)}</tr>`)}</tbody></table></div>
  ${more ? html`<p><button type="button" id="more" @click=${more}>${t('list.more')}</button></p>` : nothing}`;
}
