const { sleep } = require('@temporalio/workflow');

exports.sleepDays = async function sleepDays(days) {
  if (days > 0) await sleep(`${days} days`);
  return `slept ${days} days`;
};
