// The workflows of one version; each version's file says who it is.
const wf = require('@temporalio/workflow');

exports.workflowsOf = (version) => {
  const { echo } = wf.proxyActivities({ startToCloseTimeout: '60s' });
  const answer = () => wf.setHandler(wf.defineQuery('version'), () => version);
  const tellsVersion = async () => {
    answer();
    return echo(version);
  };
  const waitsAndTells = async () => {
    let go = false;
    wf.setHandler(wf.defineSignal('go'), () => { go = true; });
    const first = await echo(version);
    await wf.condition(() => go);
    return `${first} then ${await echo(version)}`;
  };
  const upgrades = async () => {
    let go = false;
    wf.setHandler(wf.defineSignal('go'), () => { go = true; });
    await wf.condition(() => go);
    return `finished by ${version}`;
  };
  wf.setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, upgrades);
  return { tellsVersion, waitsAndTells, upgrades };
};
