// Names and values; what has no value is left out.
import { html, nothing } from '/vendor/lit.js';
import { named, t } from '/shell/words.js';

/** @param {[string, any][]} entries values from outside go through data() */
export const facts = (entries) => html`<dl class="facts">${entries
  .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== nothing)
  .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** Text from outside: not ours to translate. @param {any} text */
export const data = (text) => (text === undefined || text === null || text === '' ? null
  : html`<span translate="no">${text}</span>`);

/** Whether it was the holder of the admin key: by the id, or where records have none by the name, which others are not
 * given.
 * @param {string | null | undefined} name
 * @param {string | null} [id] */
const isAdministrator = (name, id) => (id ? id === 'admin-key' : name === 'console administrator');

/** Who it was: the holder of the admin key has a name of ours.
 * @param {string | null | undefined} name
 * @param {string | null} [id] */
export const person = (name, id) => (isAdministrator(name, id) ? t('name.administrator') : data(name));

/** As person, in plain text. @param {{ id?: string, name: string } | null} user */
export const nameOf = (user) => (isAdministrator(user?.name, user?.id) ? t('name.administrator') : user?.name ?? '');

const outcomes = ['NotConfigured', 'Proven', 'NotRedBefore', 'StillRed', 'Error'];

/** What a run says of itself: what is ours in it in the page's language, the rest as it is.
 * @param {string | null | undefined} text */
export const detail = (text) => {
  const [, did, by] = /^(Paused|Resumed|Retried|Muted|Unmuted) by (.+)\.$/s.exec(text ?? '') ?? [];
  if (did) return html`${t(`did.${did}`)} ${person(by)}`;
  if (text && outcomes.includes(text)) return named(`state.${text}`, text);
  const [, outcome, why] = /^(NotConfigured|Proven|NotRedBefore|StillRed): (.*)$/s.exec(text ?? '') ?? [];
  return outcome ? html`${named(`state.${outcome}`, outcome)}: ${data(why)}` : data(text);
};

/** A word on how to begin. @param {any} text
 * @param {any} [action] */
export const empty = (text, action = nothing) => html`<div class="empty"><p>${text}</p>${action}</div>`;
