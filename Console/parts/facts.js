// Names and values; what has no value is left out.
import { html, nothing } from '/vendor/lit.js';
import { t } from '/shell/words.js';

/** @param {[string, any][]} entries values from outside go through data() */
export const facts = (entries) => html`<dl class="facts">${entries
  .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== nothing)
  .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** Text from outside: not ours to translate. @param {any} text */
export const data = (text) => (text === undefined || text === null || text === '' ? null
  : html`<span translate="no">${text}</span>`);

/** Who it was: the holder of the admin key has a name of ours. @param {string | null | undefined} name */
export const person = (name) => (name === 'console administrator' ? t('name.administrator') : data(name));

/** A word on how to begin. @param {any} text
 * @param {any} [action] */
export const empty = (text, action = nothing) => html`<div class="empty"><p>${text}</p>${action}</div>`;
