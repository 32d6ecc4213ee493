import { follow, get } from '../api.js';
import { clear, el } from '../dom.js';
import { stateClass, stateText, t, when } from '../text.js';

const states = ['Received', 'Analyzing', 'AwaitingApproval', 'Published', 'Rejected', 'NoFix', 'Failed', 'Expired'];

export async function analysesPage(main) {
  let state = '';
  let stopped = false;
  const list = el('ul', { class: 'cards' });
  const more = el('button', { type: 'button', hidden: true }, t('more'));
  const empty = el('p', { class: 'muted', hidden: true }, t('noAnalyses'));
  const filter = el('select', { onchange: () => { state = filter.value; load(); } },
    el('option', { value: '' }, t('all')), states.map((s) => el('option', { value: s }, stateText(s))));
  let cursor = null;

  async function load(append = false) {
    const query = new URLSearchParams();
    if (state) query.set('state', state);
    if (append && cursor) query.set('cursor', cursor);
    const page = await get(`/analyses?${query}`);
    if (stopped) return;
    const items = page.items.map(card);
    if (append) list.append(...items); else clear(list, items);
    cursor = page.nextCursor;
    more.hidden = !cursor;
    empty.hidden = list.children.length > 0;
  }

  more.addEventListener('click', () => load(true));
  await load();
  clear(main, el('h1', {}, t('analyses')),
    el('div', { class: 'row' }, el('label', {}, `${t('filter')} `, filter), el('span', { class: 'muted' }, t('live'))),
    el('p'), list, empty, el('p', {}, more));

  // A burst of changes makes one look.
  let pending = null;
  const last = await get('/analyses/cursor').catch(() => ({ seq: 0 }));
  const stop = follow(`/analyses/events?after=${last.seq}`, ['analysis'], () => {
    pending ??= setTimeout(() => { pending = null; load(); }, 150);
  });
  return () => { stopped = true; clearTimeout(pending); stop(); };
}

function card(a) {
  return el('li', {},
    el('div', { class: 'row' },
      el('a', { class: 'title', href: `#/analyses/${a.id}` }, `${a.server}: ${a.errorType}`),
      el('span', { class: `state ${stateClass(a.state)}` }, stateText(a.state))),
    el('p', {}, a.message),
    el('p', { class: 'muted' }, `${when(a.createdAt)} · ${t('occurrences')} ${a.occurrences}`, a.decidedBy ? ` · ${a.decidedBy}` : ''),
    a.pullRequestUrl ? el('p', {}, el('a', { href: a.pullRequestUrl, rel: 'noreferrer' }, t('pullRequest')))
      : a.fixBranch ? el('p', {}, `${t('branch')} ${a.fixBranch}`) : null);
}
