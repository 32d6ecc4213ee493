// The console's words, from words/LANGUAGE.json. A key that is missing shows itself.
/** @type {Record<string, string>} */
let words = {};

export const languages = ['en', 'ko'];
export const language = () => document.documentElement.lang;

/** @param {string} wanted */
export async function useLanguage(wanted) {
  const response = await fetch(`/words/${wanted}.json`);
  words = await response.json();
  document.documentElement.lang = wanted;
  window.dispatchEvent(new Event('opsflow-words'));
}

/** Remembers the choice, too.
 * @param {string} wanted */
export function chooseLanguage(wanted) {
  remember('language', wanted);
  return useLanguage(wanted);
}

/** A text, with {names} in it replaced.
 * @param {string} key
 * @param {Record<string, string | number>} [values] */
export const t = (key, values) =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values?.[name] ?? whole));

/** A text if there is one, else what is given: for names that the server makes.
 * @param {string} key
 * @param {string} otherwise */
export const named = (key, otherwise) => words[key] ?? otherwise;

/** @param {string} theme */
export function chooseTheme(theme) {
  remember('theme', theme);
  document.documentElement.dataset.theme = theme;
  window.dispatchEvent(new Event('opsflow-theme'));
}

/** @param {string} name
 *  @param {string} value */
function remember(name, value) {
  try { localStorage.setItem(`opsflow.${name}`, value); } catch { /* a browser that keeps nothing */ }
}
