// How much a card matters: a form and a word beside the color, for those who cannot tell colors apart.
import { html } from '/vendor/lit.js';
import { named } from '/shell/words.js';

/** @type {Record<string, [string, string]>} */
const marks = { critical: ['▲', 'bad'], warning: ['◆', 'wait'], info: ['●', 'quiet'] };

/** @param {string} indicator as CDS Hooks names it */
export const severity = (indicator) => {
  const [mark, tone] = marks[indicator] ?? marks.info;
  return html`<span class="state ${tone}"><span aria-hidden="true">${mark}</span>
    ${named(`indicator.${indicator}`, indicator)}</span>`;
};
