// What pages that show several pipelines look again for.

const shared = ['analyses', 'scans', 'chat'];
// Each report and each line of a log is told, too: lists of runs would load all the time for nothing that they show.
const small = ['progress', 'occurrence'];

/** Whether a run began, asks or ended. @param {import('./live.js').Notice} notice */
export function tellsOfRuns(notice) {
  return (shared.includes(notice.stream) || notice.stream.startsWith('prescriptions:')) && !small.includes(notice.kind);
}
