// One analysis, in the order in which a person decides: the error, its cause, the fix, the proof, then the decision.
import { html, nothing } from '/vendor/lit.js';
import { code, colors } from '/parts/code.js';
import { diff, fileList } from '/parts/diff.js';
import { data, detail, facts, person } from '/parts/facts.js';
import { sparkline } from '/parts/sparkline.js';
import { state } from '/parts/state.js';
import { exact, time } from '/parts/time.js';
import { call, find, get, part, query } from '/shell/api.js';
import { confirm } from '/shell/confirm.js';
import { number, percent, span, duration } from '/shell/format.js';
import { Page } from '/shell/page.js';
import { changeQuery } from '/shell/router.js';
import { can, own } from '/shell/session.js';
import { say } from '/shell/toast.js';
import { named, t } from '/shell/words.js';
import { aside, rounds } from './analysis.aside.js';
import { muting } from './analysis.mute.js';

const retryable = ['Failed', 'Canceled', 'Expired', 'NoFix'];
const narrow = matchMedia('(max-width: 60rem)');
const hour = 3_600_000;

/** What is typed survives a reload of the page, too. @param {string} id */
const draft = (id) => own(`reason.${id}`);

export default class AnalysisPage extends Page {
  constructor() {
    super();
    /** The change that is on the screen, which a decision is bound to. @type {string | null} */
    this.seen = null;
    this.hasChanged = false;
  }

  /** @param {any} notice */
  concerns(notice) { return notice.stream === 'analyses' && notice.data.id === this.params.id; }

  async load() {
    const id = part(this.params.id);
    const [analysis, timeline, rounds] = await Promise.all([
      get(`/analyses/${id}`), get(`/analyses/${id}/timeline`), get(`/analyses/${id}/rounds`), colors()]);
    const run = analysis.runId ? `/workflows/${part(analysis.workflowId)}/${part(analysis.runId)}` : null;
    const [change, steps, calls, same] = await Promise.all([
      analysis.patch ? find(`/analyses/${id}/diff`) : null,
      run ? find(`${run}/steps`) : null,
      get(`/models/calls${query({ workflowId: analysis.workflowId })}`),
      get(`/analyses${query({ fingerprint: analysis.fingerprint, limit: 6 })}`)]);
    // Both were read, but not at the same moment: only a change that both agree on can be decided on.
    const hash = change?.patchHash && change.patchHash === analysis.patchHash ? change.patchHash : null;
    if (this.seen && hash && this.seen !== hash) this.hasChanged = true;
    this.seen = hash ?? this.seen;
    return {
      a: analysis, timeline, rounds: rounds.items, change, hash, steps: steps?.items ?? [], calls: calls.items,
      same: same.items.filter((/** @type {any} */ o) => o.id !== analysis.id),
    };
  }

  /** @param {any} d */
  view(d) {
    const { a } = d;
    return html`
      <p class="crumbs"><a href="#/analyses">${t('nav.analyses')}</a> › ${data(a.server)}</p>
      <div class="heading"><h1 tabindex="-1" translate="no">${a.errorType}</h1>${state(a.state)}</div>
      <p class="lead" translate="no">${a.message}</p>
      ${a.detail ? html`<p class="muted" id="detail">${detail(a.detail)}</p>` : nothing}
      <div class="columns"><div class="main">
        ${this.error(d)}${this.cause(d)}${this.fix(d)}${this.proof(d)}${this.decision(d)}
        ${muting(a, () => this.reload())}${rounds(d)}
      </div>${aside(d)}</div>`;
  }

  /** @param {any} d */
  error({ a, timeline, same }) {
    const r = a.report ?? {};
    const counts = byHour(timeline.occurrences);
    return html`<section class="panel" aria-labelledby="error-h"><h2 id="error-h">${t('analysis.error')}</h2>
      ${facts([
    [t('analysis.request'), data([r.requestMethod, r.requestUrl].filter(Boolean).join(' '))],
    [t('analysis.environment'), data(r.environment)],
    [t('analysis.deployed'), data(r.commit)],
    [t('analysis.trace'), data(r.traceId)],
    ...Object.entries(r.tags ?? {}).map(([k, v]) => /** @type {[any, any]} */ ([data(k), data(v)])),
    [t('analysis.first'), exact(a.createdAt)],
    [t('analysis.last'), time(a.lastSeenAt)],
    [t('analysis.occurrences'), html`${number(a.occurrences)}`],
  ])}
      ${sparkline(counts, t('analysis.perHour', { n: a.occurrences }), true)}
      <p class="muted small">${t('analysis.hours', { n: counts.length })}</p>
      ${same.length ? html`<h3>${t('analysis.before')}</h3><ul class="plain">${same.map((/** @type {any} */ o) => html`<li>
        <a href="#/analyses/${o.id}">${exact(o.createdAt)}</a> ${state(o.state)}
        ${o.decidedBy ? html`<span class="muted">${person(o.decidedBy)}</span>` : nothing}</li>`)}</ul>` : nothing}
      ${r.stackTrace ? html`<details><summary>${t('analysis.stack')}</summary>
        <pre tabindex="0" role="region" aria-label=${t('analysis.stack')} translate="no">${r.stackTrace}</pre></details>` : nothing}
    </section>`;
  }

  /** @param {any} d */
  cause({ a }) {
    const r = a.result;
    if (!r) return nothing;
    return html`<section class="panel" aria-labelledby="cause-h"><h2 id="cause-h">${t('analysis.cause')}</h2>
      <p class="strong" translate="no">${r.rootCause}</p>
      ${r.explanation ? html`<p translate="no">${r.explanation}</p>` : nothing}
      ${r.noFixReason ? html`<p class="notice" translate="no">${r.noFixReason}</p>` : nothing}
      <p class="row muted small"><span>${t('analysis.confidence', { n: percent(r.confidence) })}</span>
        <span>${named(`severity.${r.severity}`, r.severity)}</span>
        <span>${r.model ? data(r.model) : named(`analyzer.${r.analyzer}`, r.analyzer)}</span></p>
      ${(r.evidence ?? []).length ? html`<h3>${t('analysis.evidence')}</h3>
        ${r.evidence.slice(0, 6).map((/** @type {any} */ e, /** @type {number} */ i) => html`<details ?open=${i < 2}>
          <summary translate="no">${e.path}:${e.line ?? e.firstLine}${e.method ? ` · ${e.method}` : ''}</summary>
          <p class="muted small" translate="no">${e.reason}</p>
          ${code({
    path: e.path, text: e.snippet, firstLine: e.firstLine, marked: e.line ?? e.firstLine,
    label: `${e.path}:${e.firstLine}`, href: (line) => this.link(e.path, line),
  })}</details>`)}` : nothing}
    </section>`;
  }

  /** @param {string} path
   *  @param {number} line */
  link(path, line) {
    const base = this.data.a.sourceUrl;
    return base ? `${base}${path.split('/').map(encodeURIComponent).join('/')}#L${line}` : null;
  }

  /** @param {any} d */
  fix({ a, change }) {
    if (!change) return nothing;
    const isUnified = (this.query.diff || (narrow.matches ? 'unified' : 'split')) === 'unified';
    /** @param {string} path */
    const note = (path) => {
      const file = a.patch?.files?.find((/** @type {any} */ f) => f.path === path);
      return file ? `${named(`match.${file.match}`, file.match)} · ${named(`syntax.${file.syntax}`, file.syntax)}` : '';
    };
    return html`<section class="panel" aria-labelledby="fix-h"><div class="heading"><h2 id="fix-h">${t('analysis.fix')}</h2>
        <span class="grow"></span>
        <div class="segments" role="group" aria-label=${t('diff.form')}>
          ${['split', 'unified'].map((form) => html`<button type="button"
            aria-pressed=${(form === 'unified') === isUnified}
            @click=${() => changeQuery({ diff: form })}>${t(`diff.${form}`)}</button>`)}</div></div>
      <p class="muted small">${t('analysis.base')} ${data(`${(a.baseCommit ?? '').slice(0, 12)} ${a.baseBranch ?? ''}`)}</p>
      ${fileList(change.files)}
      ${change.files.map((/** @type {any} */ f) => diff(
    f, { isUnified, note: note(f.path), href: (path, line) => this.link(path, line) }))}
    </section>`;
  }

  /** @param {any} d */
  proof({ a }) {
    const v = a.verification;
    if (!v) return nothing;
    /** @param {string} key
     *  @param {string} text */
    const log = (key, text) => (text ? html`<details ?open=${key === 'proof.red'}><summary>${t(key)}</summary>
      <pre tabindex="0" role="region" aria-label=${t(key)} translate="no">${text}</pre></details>` : nothing);
    return html`<section class="panel" aria-labelledby="proof-h"><div class="heading">
      <h2 id="proof-h">${t('analysis.proof')}</h2>${state(v.outcome)}</div>
      <p translate="no">${v.detail}</p>
      <p class="muted small"><span translate="no">${v.isolation}</span>
        ${v.elapsed ? t('proof.took', { time: duration(span(v.elapsed)) }) : nothing}</p>
      ${log('proof.red', v.redOutput)}${log('proof.green', v.greenOutput)}</section>`;
  }

  /** @param {any} d */
  decision({ a, hash }) {
    const mayRetry = retryable.includes(a.state) && can('decide');
    if (a.state !== 'AwaitingApproval') {
      return mayRetry || a.decision ? html`<section class="panel" aria-labelledby="decision-h">
        <h2 id="decision-h">${t('analysis.decision')}</h2>
        ${a.decision ? html`<p>${t(`decision.${a.decision.kind}`)} · ${person(a.decision.by)} · ${exact(a.decision.at)}</p>
          ${a.decision.reason ? html`<blockquote translate="no">${a.decision.reason}</blockquote>` : nothing}` : nothing}
        ${a.pullRequestUrl ? html`<p><a href=${a.pullRequestUrl} rel="noreferrer" translate="no">${a.pullRequestUrl}</a></p>`
    : a.fixBranch ? html`<p>${t('analysis.branch')} ${data(a.fixBranch)}</p>` : nothing}
        ${mayRetry ? html`<p>${t('analysis.retryHelp')}</p><button type="button" id="retry"
          @click=${() => this.retry()}>${t('action.retry')}</button>
          ${a.state === 'Failed' ? html`<button type="button" id="discard" class="danger"
            @click=${() => this.discard()}>${t('action.discard')}</button>` : nothing}` : nothing}</section>` : nothing;
    }

    return html`<section class="panel decision" aria-labelledby="decision-h">
      <h2 id="decision-h">${t('analysis.decision')}</h2>
      ${this.hasChanged ? html`<p class="notice wait" role="alert">${t('decision.changed')}</p>` : nothing}
      ${!can('decide') ? html`<p>${t('decision.notYou')}</p>` : html`<p>${t('decision.help')}</p>
        <label for="reason">${t('decision.reason')}</label>
        <textarea id="reason" rows="2" maxlength="2000" .defaultValue=${sessionStorage.getItem(draft(a.id)) ?? ''}
          @input=${(/** @type {any} */ e) => sessionStorage.setItem(draft(a.id), e.target.value)}></textarea>
        <div class="row"><button type="button" class="primary" id="approve" aria-disabled=${!hash}
            @click=${() => this.decide('approve', hash)}>${t('action.approve')}</button>
          <button type="button" class="danger" id="reject" aria-disabled=${!hash}
            @click=${() => this.decide('reject', hash)}>${t('action.reject')}</button></div>`}</section>`;
  }

  /** @param {'approve' | 'reject'} decision
   *  @param {string | null} patchHash of the rows that were on the screen when the button was pressed */
  async decide(decision, patchHash) {
    if (!patchHash) { this.reload(); return; }
    const { a, change } = this.data;
    const reason = /** @type {HTMLTextAreaElement} */ (this.querySelector('#reason')).value.trim();
    const files = change.files.length;
    const isDone = await confirm({
      title: t(`confirm.${decision}`), action: t(`action.${decision}`), danger: decision === 'reject',
      text: html`<p>${t(`confirm.${decision}Text`, { files, server: a.server })}</p>
        ${reason ? html`<blockquote translate="no">${reason}</blockquote>` : nothing}
        <p class="muted small">${t('confirm.hash')} <code>${patchHash.slice(0, 12)}</code></p>`,
      run: () => call('POST', `/analyses/${part(a.id)}/decision`, { decision, patchHash, reason: reason || undefined }),
    });
    this.hasChanged = false;
    if (isDone) {
      sessionStorage.removeItem(draft(a.id));
      say(t('decision.sent'));
    }
    this.reload();
  }

  async retry() {
    await call('POST', `/analyses/${part(this.params.id)}/retry`);
    say(t('analysis.restarted'));
    this.reload();
  }

  async discard() {
    const { a } = this.data;
    if (await confirm({
      title: t('runs.discardTitle'), text: html`<p translate="no">${a.errorType}</p><p>${t('runs.discardText')}</p>`,
      action: t('action.discard'), danger: true,
      run: () => call('POST', `/runs/error-analysis/${part(a.id)}/discard`),
    })) say(t('runs.discarded'));
    this.reload();
  }
}

/** The hours from the first one that had any, at least a day of them.
 * @param {{ at: string, count: number }[]} occurrences */
function byHour(occurrences) {
  const now = Math.floor(Date.now() / hour);
  const first = occurrences.length ? Math.floor(new Date(occurrences[0].at).getTime() / hour) : now;
  const counts = new Array(Math.max(24, now - first + 1)).fill(0);
  for (const { at, count } of occurrences) {
    counts[counts.length - 1 - (now - Math.floor(new Date(at).getTime() / hour))] = count;
  }
  return counts;
}
