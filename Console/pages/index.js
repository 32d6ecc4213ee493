// Every page of the console: a line here is all that a page needs to be in the navigation, the search and the header.
//   path      behind the hash; :names become params
//   name      its words are nav.NAME, its element <ops-page-NAME>
//   nav       the group it is listed in; without it the page is reached from others, and `under` says from which
//   scope     what its user must be allowed
//   load      its module, whose default export extends Page (shell/page.js)
//   find      what the search finds in it
//   waits     how much of it waits for a person, shown in the header and on the overview; waitsAt says where to see it
//   pipeline  the pipeline whose runs the page shows by :id, as /runs names it
import { get } from '/shell/api.js';
import { find, waits } from './analyses.find.js';

/** @typedef {'read' | 'use' | 'decide' | 'write' | 'access'} Scope */
/** @typedef {{ label: string, detail?: string, href: string, icon: string, isData?: boolean }} Found */
/** @typedef {{ path: string, name: string, load: () => Promise<any>, nav?: string, icon?: string, under?: string,
 *   scope?: Scope, find?: (text: string) => Promise<Found[]>, waits?: () => Promise<number>, waitsAt?: string,
 *   pipeline?: string }} PageEntry */

export const groups = ['watch', 'operate', 'manage'];

/** @type {PageEntry[]} */
export const pages = [
  { path: '/', name: 'overview', nav: 'watch', icon: 'overview', load: () => import('./overview.js') },
  {
    path: '/analyses', name: 'analyses', nav: 'watch', icon: 'list', load: () => import('./analyses.js'),
    find, waits, waitsAt: '/analyses?state=AwaitingApproval',
  },
  { path: '/analyses/:id', name: 'analysis', under: 'analyses', pipeline: 'error-analysis', load: () => import('./analysis.js') },
  { path: '/scans', name: 'scans', nav: 'watch', icon: 'scan', scope: 'use', load: () => import('./scans.js') },
  { path: '/scans/:id', name: 'scan', under: 'scans', scope: 'use', pipeline: 'scan-chain', load: () => import('./scan.js') },
  {
    path: '/prescriptions', name: 'prescriptions', nav: 'watch', icon: 'pill', load: () => import('./prescriptions.js'),
    waits: async () => (await get('/prescriptions/status?permits=false')).items.flatMap((/** @type {any} */ p) => p.counts)
      .reduce((/** @type {number} */ n, /** @type {any} */ c) => n + c.undecided, 0),
  },
  {
    path: '/prescriptions/:id', name: 'prescription', under: 'prescriptions', pipeline: 'prescriptions',
    load: () => import('./prescription.js'),
  },
  { path: '/news', name: 'news', nav: 'watch', icon: 'news', load: () => import('./news.js') },
  { path: '/chat', name: 'chat', nav: 'watch', icon: 'chat', load: () => import('./chat.js') },
  { path: '/chat/:id', name: 'chat', under: 'chat', load: () => import('./chat.js') },
  { path: '/chat/turns/:id', name: 'turn', under: 'chat', scope: 'use', pipeline: 'chat', load: () => import('./turn.js') },
  { path: '/runs', name: 'runs', nav: 'operate', icon: 'runs', load: () => import('./runs.js') },
  { path: '/workflows', name: 'workflows', nav: 'operate', icon: 'flow', load: () => import('./workflows.js') },
  { path: '/workflows/:id/:run', name: 'workflow', under: 'workflows', load: () => import('./workflow.js') },
  { path: '/models', name: 'models', nav: 'operate', icon: 'chip', load: () => import('./models.js') },
  { path: '/schedules', name: 'schedules', nav: 'operate', icon: 'clock', load: () => import('./schedules.js') },
  { path: '/servers', name: 'servers', nav: 'manage', icon: 'server', load: () => import('./servers.js') },
  { path: '/servers/:id', name: 'server', under: 'servers', scope: 'write', load: () => import('./server.js') },
  { path: '/access', name: 'access', nav: 'manage', icon: 'key', scope: 'access', load: () => import('./access.js') },
  {
    path: '/settings', name: 'settings', nav: 'manage', icon: 'settings', scope: 'access',
    load: () => import('./settings.js'),
  },
];

/** The address of a pipeline's run; null where no page shows it.
 * @param {string} pipeline
 * @param {string} id */
export const runAddress = (pipeline, id) => {
  const page = pages.find((p) => p.pipeline === pipeline);
  return page ? `#${page.path.replace(/:\w+/, encodeURIComponent(id))}` : null;
};
