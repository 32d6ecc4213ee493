// Where something stands, as a word in a colour.
import { html } from '/vendor/lit.js';
import { named } from '/shell/words.js';

/** @type {Record<string, string>} */
const tones = {
  Published: 'good', Completed: 'good', Done: 'good', ok: 'good', completed: 'good', Proven: 'good', Answered: 'good',
  Ok: 'good',
  Failed: 'bad', Expired: 'bad', Canceled: 'bad', Terminated: 'bad', TimedOut: 'bad', failed: 'bad', timed_out: 'bad',
  down: 'bad', StillRed: 'bad', Refused: 'bad', canceled: 'bad',
  AwaitingApproval: 'wait', NeedsInput: 'wait', NotRedBefore: 'wait', Error: 'wait', paused: 'wait',
  NoFix: 'quiet', Rejected: 'quiet', off: 'quiet', NotConfigured: 'quiet', Received: 'quiet', scheduled: 'quiet',
  Missing: 'quiet', BreakerOpen: 'quiet', AsksPlace: 'wait',
};

/** @param {string} name a state as the server names it */
export const state = (name) =>
  html`<span class="state ${tones[name] ?? 'busy'}">${named(`state.${name}`, name)}</span>`;

/** @param {string} name */
export const tone = (name) => tones[name] ?? 'busy';
