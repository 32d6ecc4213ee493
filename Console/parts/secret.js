// A secret that is shown once, to be taken along.
import { html } from '/vendor/lit.js';
import { say } from '/shell/toast.js';
import { t } from '/shell/words.js';

/** A new secret in the form of Standard Webhooks. */
export function newSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

/** @param {string} secret
 *  @param {string} help */
export const once = (secret, help) => html`<div class="notice wait" role="status"><p>${help}</p>
  <p class="once"><code id="secret" translate="no">${secret}</code>
    <button type="button" @click=${() => copy(secret)}>${t('action.copy')}</button></p></div>`;

/** @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(t('copied'));
  } catch {
    // Only secure pages may: the text is there to be marked.
    say(t('copy.failed'));
  }
}
