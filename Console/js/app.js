import { call } from './api.js';
import { clear, el, say } from './dom.js';
import { language, t } from './text.js';
import { analysesPage } from './pages/analyses.js';
import { analysisPage } from './pages/analysis.js';
import { serversPage } from './pages/servers.js';
import { historyPage, workflowsPage } from './pages/workflows.js';

const main = document.getElementById('main');
const pages = [
  [/^#\/analyses$/, analysesPage, 'analyses'],
  [/^#\/analyses\/([^/]+)$/, analysisPage, 'analyses'],
  [/^#\/workflows$/, workflowsPage, 'workflows'],
  [/^#\/workflows\/([^/]+)\/([^/]+)$/, historyPage, 'workflows'],
  [/^#\/servers$/, serversPage, 'servers'],
];
let leave = () => {};
let number = 0;

async function show() {
  leave();
  leave = () => {};
  const mine = ++number;
  const found = pages.find(([pattern]) => pattern.test(location.hash));
  if (!found) {
    location.hash = '#/analyses';
    return;
  }
  const [pattern, page, section] = found;
  navigation(section);
  clear(main, el('p', { class: 'muted' }, t('loading')));
  try {
    const result = await page(main, ...pattern.exec(location.hash).slice(1).map(decodeURIComponent));
    if (mine === number) leave = result ?? (() => {});
    else result?.();
  } catch (e) {
    if (mine === number && e.status !== 401) clear(main, el('h1', {}, t('failed')), el('p', { class: 'error', role: 'alert' }, e.message));
  }
  if (mine === number) {
    document.title = `${main.querySelector('h1')?.textContent ?? ''} – OpsFlow`;
    main.focus({ preventScroll: true });
  }
}

function navigation(section) {
  clear(document.getElementById('nav'), ...['analyses', 'workflows', 'servers'].map((name) =>
    el('a', { href: `#/${name}`, 'aria-current': name === section ? 'page' : undefined }, t(name))));
}

function signIn() {
  leave();
  number++;
  document.getElementById('sign-out').hidden = true;
  const input = el('input', { type: 'password', name: 'key', required: true, autocomplete: 'current-password' });
  const error = el('p', { class: 'error', role: 'alert' });
  const form = el('form', {
    class: 'stack',
    onsubmit: async (e) => {
      e.preventDefault();
      try {
        await call('POST', '/session', { key: input.value });
        start();
      } catch (x) {
        error.textContent = x.status === 401 ? t('wrongKey') : x.message;
        input.focus();
      }
    },
  }, el('label', {}, t('adminKey'), input, el('small', {}, t('adminKeyHelp'))), error,
  el('div', {}, el('button', { class: 'primary', type: 'submit' }, t('signIn'))));
  clear(main, el('h1', {}, t('signIn')), form);
  input.focus();
}

function start() {
  const button = document.getElementById('sign-out');
  button.hidden = false;
  button.textContent = t('signOut');
  show();
}

document.documentElement.lang = language;
document.getElementById('sign-out').addEventListener('click', async () => {
  await call('DELETE', '/session');
  signIn();
});
document.getElementById('skip').addEventListener('click', (e) => { e.preventDefault(); main.focus(); });
window.addEventListener('signed-out', signIn);
window.addEventListener('hashchange', show);
window.addEventListener('unhandledrejection', (e) => say(e.reason?.message ?? t('failed')));

// The link that ./run prints carries the key behind the hash, which browsers do not send anywhere.
const key = /^#key=(.+)$/.exec(location.hash)?.[1];
if (key) {
  history.replaceState(null, '', '#/analyses');
  call('POST', '/session', { key }).then(start, signIn);
} else {
  start();
}
