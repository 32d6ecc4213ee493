// A moment: how long ago, with the exact time at hand.
import { html } from '/vendor/lit.js';
import { ago, clock, when } from '/shell/format.js';

/** @param {string | number} at */
export const time = (at) => html`<time datetime=${new Date(at).toISOString()} title=${when(at)}>${ago(at)}</time>`;

/** @param {string | number} at */
export const exact = (at) => html`<time datetime=${new Date(at).toISOString()}>${when(at)}</time>`;

/** @param {string | number} at */
export const ofDay = (at) => html`<time datetime=${new Date(at).toISOString()} title=${when(at)}>${clock(at)}</time>`;
