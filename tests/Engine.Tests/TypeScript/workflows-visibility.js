const wf = require('@temporalio/workflow');
const { defineSearchAttributeKey, SearchAttributeType } = require('@temporalio/common');

const int = defineSearchAttributeKey('CustomInt', SearchAttributeType.INT);

exports.unsetsAttribute = async () => {
  const before = wf.workflowInfo().typedSearchAttributes.get(int);
  wf.upsertSearchAttributes([{ key: int, value: null }]);
  await wf.sleep(1);
  return { before, after: wf.workflowInfo().typedSearchAttributes.get(int) };
};
exports.changesMemo = async () => {
  wf.upsertMemo({ old: null, fresh: 'new' });
  await wf.sleep(1);
};
