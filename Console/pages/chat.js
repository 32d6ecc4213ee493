// A conversation: what was said, the answer as it is written, and how it came about.
import { html, nothing, repeat } from '/vendor/lit.js';
import './chat.route.js';
import { empty } from '/parts/facts.js';
import { markdown } from '/parts/markdown.js';
import { bytesOf, pictureField } from '/parts/picture.js';
import { time } from '/parts/time.js';
import { stepList, stepped, turnFacts } from '/parts/turn.js';
import { TurnFollower } from '/parts/turn-follower.js';
import { call, get, pagesOf, part, query } from '/shell/api.js';
import { Page } from '/shell/page.js';
import { own, who } from '/shell/session.js';
import { named, t } from '/shell/words.js';

/** What is typed survives a reload of the page, too. @param {string} id */
const draft = (id) => own(`chat.${id}`);

/** What could not be sent, with its own id: sent again it is the same message, also when it did arrive. @param {string} id */
const unsent = (id) => own(`unsent.${id}`);

/** Whether a text ends with a syllable or letter of Hangul. @param {string} text */
const endsHangul = (text) => /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]$/.test(text);

/** Pictures, of this server alone: others would learn who looks. @param {string[] | null | undefined} urls */
const pictures = (urls) => (urls ?? []).filter((url) => url.startsWith('/api/'))
  .map((url) => html`<img class="shot" loading="lazy" src=${url} alt=${t('chat.image')}>`);

export default class ChatPage extends Page {
  static properties = {
    ...Page.properties, turn: { state: true }, link: { state: true }, fault: { state: true }, isSending: { state: true },
    picture: { state: true }, turns: { state: true } };

  constructor() {
    super();
    /** The turn that is under way here. @type {any} */ this.turn = null;
    /** @type {'open' | 'waiting' | 'lost'} */ this.link = 'open';
    /** @type {string} */ this.fault = '';
    /** @type {TurnFollower | null} */ this.follower = null;
    this.isSending = false;
    /** The picture that goes along, as a data: address. */ this.picture = '';
    /** Turns that somebody looked into, by their ids. @type {Record<string, any>} */ this.turns = {};
    this.messagePages = 1;
    this.listPages = 1;
    /** Enter came while a syllable was being composed. */ this.enters = false;
    /** What was composed last was Hangul. */ this.isHangul = false;
    this.session = '';
  }

  /** What begins and ends elsewhere, in another tab or on the phone, shows here, too. @param {any} notice */
  concerns(notice) { return notice.stream === 'chat' && notice.data.owner === who()?.id; }

  async load() {
    const session = this.params.id ?? '';
    if (session !== this.session) { this.leave(); this.session = session; }
    const [mine, followed] = [this.asked, this.turn?.job];
    /** @type {any} */ let newest = { items: [] };
    const read = async (/** @type {string | undefined} */ cursor) => {
      const page = await get(`/chat/${part(session)}/messages${query({ limit: 100, cursor })}`);
      if (!cursor) newest = page;
      return page;
    };
    const [list, messages] = await Promise.all([
      pagesOf(this.listPages, (cursor) => get(`/chat${query({ limit: 30, cursor })}`)),
      session ? pagesOf(this.messagePages, read) : { items: [], next: undefined }]);
    const open = newest.openJobId;
    // What was asked before something else was sent knows nothing of that.
    const isCurrent = mine === this.asked && followed === this.turn?.job;
    if (open && isCurrent && followed !== open) this.follow(open, null);
    return {
      list: list.items, moreList: list.next, messages: messages.items.reverse(), older: messages.next,
      draftWaits: newest.draftWaits,
    };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.leave();
  }

  leave() {
    this.follower?.close();
    this.follower = null;
    this.turn = null;
    this.fault = '';
  }

  get area() { return /** @type {HTMLTextAreaElement | null} */ (this.querySelector('#chat-text')); }

  updated() {
    super.updated();
    // Only once for each conversation: whoever writes into a field in which somebody types breaks the syllable.
    const { area } = this;
    if (area && area.dataset.session !== this.session) {
      area.dataset.session = this.session;
      area.value = localStorage.getItem(draft(this.session)) ?? '';
    }
  }

  /** @param {string} job
   *  @param {any} sent the message as it was typed, until the list has it */
  follow(job, sent) {
    this.follower?.close();
    this.turn = { job, sent, text: '', snapshot: null, steps: [], images: [], says: '', asks: null };
    this.link = 'open';
    this.follower = new TurnFollower(
      job, (kind, data) => this.take(kind, data), (state) => { this.link = state; },
      // Only shown until the events are there again, which have all of it.
      (turn) => { this.turn = { ...this.turn, snapshot: turn.written }; });
  }

  /** @param {string} kind
   *  @param {any} data */
  take(kind, data) {
    const turn = { ...this.turn, snapshot: null };
    if (kind === 'token') turn.text += data.text;
    if (kind === 'reset') turn.text = '';
    if (data.text && kind !== 'token') turn.says = data.text;
    if (kind === 'image') turn.images = [...turn.images, data.url];
    if (kind === 'needs_input') turn.asks = data.subject;
    if (kind === 'input_received') turn.asks = null;
    turn.steps = stepped(turn.steps, kind, data);
    if (['done', 'error', 'cancelled'].includes(kind)) turn.end = kind;
    this.turn = turn;
    // Read again, then the list shows it.
    if (turn.end) this.reload();
  }

  /** @param {Event} [e] */
  async send(e) {
    e?.preventDefault();
    const { area } = this;
    const message = area?.value.trim() ?? '';
    const { picture } = this;
    if (!area || (!message && !picture) || this.isSending || (this.turn && !this.turn.end)) return;
    const { session } = this;
    const kept = JSON.parse(localStorage.getItem(unsent(session)) ?? 'null');
    const same = kept?.message === message && kept.picture === picture.length
      ? kept : { message, picture: picture.length, clientId: crypto.randomUUID(), session: session || crypto.randomUUID() };
    localStorage.setItem(unsent(session), JSON.stringify(same));
    // Empty at once: an Enter that comes twice finds nothing to send.
    area.value = '';
    if (await this.say(message, same.clientId, same.session, picture)) {
      this.picture = '';
      localStorage.removeItem(unsent(session));
      if (!area.value) localStorage.removeItem(draft(session));
    } else if (!area.value) area.value = message;
  }

  /** @param {string} message
   *  @param {string} clientId
   *  @param {string} session
   *  @param {string} picture */
  async say(message, clientId, session = this.session, picture = '') {
    if (this.isSending) return false;
    this.isSending = true;
    this.fault = '';
    try {
      const { jobId } = await call('POST', `/chat/${part(session)}/messages`, {
        clientId, message, image: picture ? bytesOf(picture) : undefined });
      // The page of the new conversation follows it.
      if (this.session) this.follow(jobId, message);
      else location.hash = `#/chat/${session}`;
      return true;
    } catch (/** @type {any} */ e) {
      this.fault = e.message;
      return false;
    } finally {
      this.isSending = false;
    }
  }

  async stop() {
    await call('POST', `/chat/jobs/${part(this.turn.job)}/cancel`).catch((e) => { this.fault = e.message; });
  }

  /** @param {any} location */
  async tell(location) {
    await call('POST', `/chat/jobs/${part(this.turn.job)}/input`, { location }).catch((e) => { this.fault = e.message; });
  }

  locate() {
    // Read when it is told, not before.
    navigator.geolocation.getCurrentPosition(
      (p) => this.tell({ latitude: p.coords.latitude, longitude: p.coords.longitude }),
      () => { this.fault = t('chat.noLocation'); });
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const isEnter = e.key === 'Enter' || e.code === 'Enter' || e.code === 'NumpadEnter';
    if (!isEnter || e.shiftKey) return;
    if (!e.isComposing && e.keyCode !== 229) { this.send(e); return; }
    // The Enter that ends a syllable of Hangul sends the message, too: nobody presses it twice for that. In scripts that
    // convert, it chooses what was meant. Some browsers end the composition before they tell of the key.
    if (e.isComposing) this.enters = true;
    else if (this.isHangul) this.send(e);
  }

  /** @param {CompositionEvent} e */
  composed(e) {
    this.isHangul = endsHangul(e.data ?? '');
    // When the syllable is in the text.
    if (this.enters && this.isHangul) setTimeout(() => this.send());
    this.enters = false;
  }

  /** @param {any} d */
  view({ list, moreList, messages, older, draftWaits }) {
    const running = this.turn && !this.turn.end;
    const isListed = (/** @type {string} */ role) => messages.some((/** @type {any} */ m) => m.jobId === this.turn?.job && m.role === role);
    const waits = !running && draftWaits;
    return html`<h1 tabindex="-1">${t('nav.chat')}</h1>
      <div class="columns"><div class="main">
        <section class="panel" aria-labelledby="chat-h"><h2 id="chat-h">${t('chat.conversation')}</h2>
          ${messages.length || this.turn ? nothing : empty(t('chat.none'))}
          ${older ? html`<p><button type="button" id="older" @click=${() => { this.messagePages++; this.reload(); }}>${t('chat.older')}</button></p>` : nothing}
          <ol class="chat" aria-live="polite" aria-busy=${running ? 'true' : 'false'}>
            ${repeat(messages, (/** @type {any} */ m) => m.id, (/** @type {any} */ m) => this.message(m))}
            ${this.turn?.sent && !isListed('user') ? html`<li class="said"><p translate="no">${this.turn.sent}</p></li>` : nothing}
            ${this.turn && !isListed('assistant') ? this.writing() : nothing}
          </ol>
          ${waits ? html`<div class="row"><button type="button" class="primary" id="confirm-draft" ?disabled=${this.isSending} @click=${() => this.say(t('chat.yes'), crypto.randomUUID())}>${t('chat.yes')}</button>
            <button type="button" ?disabled=${this.isSending} @click=${() => this.say(t('chat.no'), crypto.randomUUID())}>${t('chat.no')}</button></div>` : nothing}
          ${this.fault ? html`<p class="notice bad" role="alert" translate="no">${this.fault}</p>` : nothing}
          ${this.link === 'lost' ? html`<p class="notice wait" role="alert">${t('chat.lost')}
            <button type="button" @click=${() => this.follower?.retry()}>${t('action.again')}</button></p>` : nothing}
          <form @submit=${(/** @type {Event} */ e) => this.send(e)}>
            <label for="chat-text">${t('chat.message')}</label>
            <textarea id="chat-text" rows="3" maxlength="20000"
              @input=${(/** @type {any} */ e) => localStorage.setItem(draft(this.session), e.target.value)}
              @compositionend=${(/** @type {CompositionEvent} */ e) => this.composed(e)}
              @keydown=${(/** @type {KeyboardEvent} */ e) => this.key(e)}></textarea>
            <div class="row end">${pictureField(this.picture, (address) => { this.picture = address; })}<span class="grow"></span>${running
    ? html`<button type="button" @click=${() => this.stop()}>${t('chat.stop')}</button>`
    : html`<button class="primary" aria-disabled=${this.isSending ? 'true' : 'false'}>${t('chat.send')}</button>`}</div>
          </form>
        </section>
        <section class="panel"><ops-route-preview></ops-route-preview></section></div>
        <aside class="panel" aria-labelledby="list-h"><h2 id="list-h">${t('chat.list')}</h2>
          <p><a class="button" href="#/chat">${t('chat.new')}</a></p>
          ${list.length ? html`<ul class="plain">${list.map((/** @type {any} */ c) => html`<li>
            <a href="#/chat/${part(c.sessionId)}" aria-current=${c.sessionId === this.session ? 'page' : nothing} translate="no">${c.title}</a>
            <p class="muted small">${time(c.updatedAt)}</p></li>`)}</ul>` : empty(t('chat.noList'))}
          ${moreList ? html`<p><button type="button" id="more" @click=${() => { this.listPages++; this.reload(); }}>${t('list.more')}</button></p>` : nothing}</aside></div>`;
  }

  /** @param {any} m */
  message(m) {
    return html`<li class=${m.role === 'user' ? 'said' : 'answered'}>
      ${m.role === 'user' ? html`<p translate="no">${m.content}</p>` : html`<div class="md" translate="no">${markdown(m.content)}</div>`}
      ${pictures(m.images)}
      <p class="muted small">${time(m.createdAt)}${m.state === 'committed' ? nothing : html` · ${named(`chat.${m.state}`, m.state)}`}
        ${m.state === 'failed' ? html`<button type="button" @click=${() => this.again(m)}>${t('action.again')}</button>` : nothing}</p>
      ${m.role !== 'user' && m.jobId === this.turn?.job ? stepList(this.turn.steps) : nothing}
      ${m.role === 'user' ? nothing : this.how(m.jobId)}</li>`;
  }

  /** How an answer came about, read when somebody wants to know. @param {string} job */
  how(job) {
    const turn = this.turns[job];
    return html`<details class="how" @toggle=${(/** @type {any} */ e) => { if (e.target.open && !turn) this.look(job); }}>
      <summary>${t('turn.how')}</summary>${turn ? turnFacts(turn) : nothing}</details>`;
  }

  /** @param {string} job */
  async look(job) {
    const turn = await get(`/chat/jobs/${part(job)}`).catch((e) => { this.fault = e.message; });
    if (turn) this.turns = { ...this.turns, [job]: turn };
  }

  /** A message whose turn failed goes under its own id again. @param {any} answer */
  again(answer) {
    const asked = this.data.messages.filter((/** @type {any} */ m) => m.role === 'user' && m.position < answer.position).pop();
    if (asked) this.say(asked.content, asked.clientId);
  }

  writing() {
    const { text, snapshot, images, says, asks, end } = this.turn;
    return html`<li class="answered"><div class="md" translate="no">${markdown(snapshot ?? text)}</div>
      ${pictures(images)}
      ${!text && !snapshot && !end ? html`<p class="muted" translate="no">${says || t('loading')}</p>` : nothing}
      ${asks ? html`<form class="row" @submit=${(/** @type {any} */ e) => { e.preventDefault(); this.tell(e.target.place.value); }}>
        <label for="chat-place">${t('chat.where')}</label><input id="chat-place" name="place" required maxlength="200">
        <button class="primary">${t('chat.tell')}</button>
        <button type="button" @click=${() => this.locate()}>${t('chat.locate')}</button></form>` : nothing}
      ${stepList(this.turn.steps)}</li>`;
  }
}
