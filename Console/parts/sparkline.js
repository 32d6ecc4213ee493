// A row of bars, drawn small.
import { html, svg } from '/vendor/lit.js';

/** @param {number[]} values
 *  @param {string} label
 *  @param {boolean} [isWide] */
export function sparkline(values, label, isWide = false) {
  const most = Math.max(1, ...values);
  const width = 100 / values.length;
  return html`<svg class="spark ${isWide ? 'wide' : ''}" viewBox="0 0 100 24" preserveAspectRatio="none" role="img"
    aria-label=${label}>${values.map((v, i) => {
    const height = v === 0 ? 1 : Math.max(3, (v / most) * 24);
    return svg`<rect class=${v === 0 ? 'zero' : ''} x=${(i * width).toFixed(2)} y=${(24 - height).toFixed(2)}
      width=${(width * 0.8).toFixed(2)} height=${height.toFixed(2)}></rect>`;
  })}</svg>`;
}
