import { call, follow, get } from '../api.js';
import { clear, el, facts, say } from '../dom.js';
import { stateClass, stateText, t, when } from '../text.js';

export async function analysisPage(main, id) {
  let stopped = false;
  const content = el('div');
  const timeline = el('ol', { class: 'timeline' });
  const heading = el('h1', {}, '…');

  async function load() {
    const a = await get(`/analyses/${encodeURIComponent(id)}`);
    if (stopped) return;
    heading.textContent = `${a.server}: ${a.errorType}`;
    // Somebody typing a reason must not lose it to an update.
    const reason = content.querySelector('#reason')?.value ?? '';
    const focused = content.contains(document.activeElement) ? document.activeElement.id : '';
    clear(content, ...sections(a, load));
    if (reason && content.querySelector('#reason')) content.querySelector('#reason').value = reason;
    if (focused) document.getElementById(focused)?.focus();
  }

  await load();
  clear(main, heading, content, el('h2', {}, t('timeline')), el('p', { class: 'muted' }, t('live')), timeline);
  let pending = null;
  const seen = new Set();
  const stop = follow(`/analyses/${encodeURIComponent(id)}/events`, ['state', 'progress', 'pull_request'], (kind, data, seq) => {
    if (seen.has(seq)) return;
    seen.add(seq);
    timeline.append(el('li', {}, kind === 'state'
      ? [el('span', { class: `state ${stateClass(data.state)}` }, stateText(data.state)), data.detail ? ` – ${data.detail}` : '']
      : data.text ?? `${t('pullRequest')}: ${data.state}`));
    pending ??= setTimeout(() => { pending = null; load(); }, 100);
  });
  return () => { stopped = true; clearTimeout(pending); stop(); };
}

function sections(a, reload) {
  const r = a.result;
  return [
    facts([
      [t('state'), el('span', { class: `state ${stateClass(a.state)}` }, stateText(a.state), a.detail && a.isFinal ? ` – ${a.detail}` : '')],
      [t('message'), a.message],
      [t('occurrences'), `${a.occurrences}`],
      [t('commit'), a.baseCommit ? `${a.baseCommit.slice(0, 12)} (${a.baseBranch})` : null],
      [t('decidedBy'), a.decision ? `${a.decision.by} (${a.decision.via}): ${a.decision.kind}` : null],
      [t('branch'), a.fixBranch],
      [t('pullRequest'), a.pullRequestUrl ? el('a', { href: a.pullRequestUrl, rel: 'noreferrer' }, `${a.pullRequestUrl} (${a.pullRequestState})`) : null],
    ]),
    a.state === 'AwaitingApproval' ? decision(a, reload) : null,
    ['Failed', 'Canceled', 'Expired', 'NoFix'].includes(a.state) ? el('p', {}, el('button', {
      type: 'button', onclick: async () => { await call('POST', `/analyses/${a.id}/retry`, {}); say(t('restarted')); reload(); },
    }, t('retry'))) : null,
    r ? [
      el('h2', {}, t('cause')),
      el('p', {}, r.rootCause),
      el('p', { class: 'muted' }, `${t('confidence')} ${Math.round(r.confidence * 100)} % · ${r.model ?? r.analyzer} · ${r.severity}`),
      r.explanation ? el('p', {}, r.explanation) : null,
      r.noFixReason ? el('p', {}, r.noFixReason) : null,
      r.evidence?.length ? [el('h2', {}, t('evidence')), ...r.evidence.slice(0, 6).map(evidence)] : null,
    ].flat() : null,
    a.patch ? [el('h2', {}, t('diff')), diff(a.patch.diff)] : null,
    a.verification ? [
      el('h2', {}, t('validation')),
      el('p', {}, el('span', { class: `state ${a.verification.outcome === 'Proven' ? 'good' : 'wait'}` }, a.verification.outcome), ` – ${a.verification.detail}`),
      el('p', { class: 'muted' }, a.verification.isolation),
    ] : null,
    el('h2', {}, t('report')),
    el('details', {}, el('summary', {}, t('stackTrace')), el('pre', { tabindex: 0 }, a.report?.stackTrace ?? '')),
    el('p', {}, el('a', { href: `/api/v1/analyses/${a.id}/history`, download: `${a.workflowId}.json` }, t('download'))),
  ].flat(2).filter(Boolean);
}

function decision(a, reload) {
  const reason = el('input', { id: 'reason', maxLength: 2000 });
  const error = el('p', { class: 'error', role: 'alert' });
  const buttons = [];
  const send = (kind) => async () => {
    buttons.forEach((b) => { b.disabled = true; });
    error.textContent = '';
    try {
      await call('POST', `/analyses/${a.id}/decision`, { decision: kind, patchHash: a.patchHash, reason: reason.value || undefined });
      say(t('accepted'));
      await reload();
    } catch (e) {
      error.textContent = e.message;
      buttons.forEach((b) => { b.disabled = false; });
    }
  };
  buttons.push(
    el('button', { type: 'button', class: 'primary', id: 'approve', onclick: send('approve') }, t('approve')),
    el('button', { type: 'button', class: 'danger', id: 'reject', onclick: send('reject') }, t('reject')));
  return el('section', { 'aria-label': t('decide') }, el('h2', {}, t('decide')),
    el('form', { class: 'stack', onsubmit: (e) => e.preventDefault() },
      el('label', {}, t('reason'), reason), el('div', { class: 'row' }, buttons), error));
}

function evidence(e) {
  return el('details', {}, el('summary', {}, `${e.path}:${e.firstLine}${e.method ? ` – ${e.method}` : ''}`),
    el('p', { class: 'muted' }, e.reason), el('pre', { tabindex: 0 }, e.snippet));
}

function diff(text) {
  return el('pre', { class: 'diff', tabindex: 0, 'aria-label': t('diff') }, text.split('\n').map((line) => el('span', {
    class: /^(diff |index |--- |\+\+\+ )/.test(line) ? 'hunk' : line.startsWith('+') ? 'add' : line.startsWith('-') ? 'del' : line.startsWith('@@') ? 'hunk' : '',
  }, line || ' ')));
}
