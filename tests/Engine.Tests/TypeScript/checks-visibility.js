// Search attributes, memos and the language in which workflows are found.
const assert = require('assert');
const { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } = require('@temporalio/common');
const { Worker } = require('@temporalio/worker');
const path = require('path');
const { eventually, newId, taskQueue } = require('./support');

const keys = {
  keyword: defineSearchAttributeKey('CustomKeyword', SearchAttributeType.KEYWORD),
  text: defineSearchAttributeKey('CustomText', SearchAttributeType.TEXT),
  int: defineSearchAttributeKey('CustomInt', SearchAttributeType.INT),
  double: defineSearchAttributeKey('CustomDouble', SearchAttributeType.DOUBLE),
  bool: defineSearchAttributeKey('CustomBool', SearchAttributeType.BOOL),
  date: defineSearchAttributeKey('CustomDate', SearchAttributeType.DATETIME),
  list: defineSearchAttributeKey('CustomList', SearchAttributeType.KEYWORD_LIST),
};
const day = new Date('2024-02-03T04:05:06Z');
let made;

/** Three workflows to be found: a and b run, c is closed. */
function sample({ start }) {
  made ??= (async () => {
    const tag = newId('tag');
    const attributes = (pairs) => ({ typedSearchAttributes: new TypedSearchAttributes([{ key: keys.keyword, value: tag }, ...pairs]) });
    const a = await start('waiting', [], attributes([
      { key: keys.int, value: 10 }, { key: keys.double, value: 1.5 }, { key: keys.bool, value: true }, { key: keys.date, value: day },
      { key: keys.list, value: ['red', 'green'] }, { key: keys.text, value: 'the quick brown fox' }]));
    const b = await start('waiting', [], attributes([{ key: keys.int, value: 20 }, { key: keys.bool, value: false }]));
    const c = await start('greet', ['c'], attributes([{ key: keys.int, value: 30 }, { key: keys.list, value: ['blue'] }]));
    await c.result();
    return { tag, names: { [a.workflowId]: 'a', [b.workflowId]: 'b', [c.workflowId]: 'c' }, ids: [a, b, c].map((h) => h.workflowId) };
  })();
  return made;
}

/** A check that a filter finds just these. */
const finds = (filter, expected) => async (context) => {
  const { tag, names, ids } = await sample(context);
  const query = `CustomKeyword = '${tag}' AND (${filter.replace('$A', ids[0]).replace('$B', ids[1])})`;
  await eventually(async () => {
    const found = [];
    for await (const w of context.client.workflow.list({ query })) found.push(names[w.workflowId]);
    assert.equal(found.sort().join(''), expected, query);
  });
  assert.equal((await context.client.workflow.count(query)).count, expected.length);
};

module.exports = {
  filterEqual: finds('CustomInt = 20', 'b'),
  filterNotEqual: finds('CustomInt != 20', 'ac'),
  filterComparison: finds('CustomInt >= 20', 'bc'),
  filterBetween: finds('CustomInt BETWEEN 5 AND 25', 'ab'),
  filterNotBetween: finds('CustomInt NOT BETWEEN 5 AND 25', 'c'),
  filterIn: finds("WorkflowId IN ('$A', '$B')", 'ab'),
  filterNotIn: finds("WorkflowId NOT IN ('$A')", 'bc'),
  filterStartsWith: finds("WorkflowType STARTS_WITH 'wai'", 'ab'),
  filterNotStartsWith: finds("WorkflowType NOT STARTS_WITH 'wai'", 'c'),
  filterOrAndParentheses: finds("(CustomInt = 10 OR CustomInt = 30) AND NOT ExecutionStatus = 'Running'", 'c'),
  filterIsNull: finds('CustomDouble IS NULL', 'bc'),
  filterIsNotNull: finds('CustomDouble IS NOT NULL', 'a'),
  filterBool: finds('CustomBool = true', 'a'),
  filterDouble: finds('CustomDouble > 1.25', 'a'),
  filterDatetime: finds("CustomDate >= '2024-02-03T00:00:00Z' AND CustomDate < '2024-02-04T00:00:00Z'", 'a'),
  filterKeywordList: finds("CustomList = 'green'", 'a'),
  filterKeywordListIn: finds("CustomList IN ('red', 'blue')", 'ac'),
  filterTextWord: finds("CustomText = 'quick'", 'a'),
  filterStatus: finds("ExecutionStatus = 'Completed'", 'c'),
  filterStatusIn: finds("ExecutionStatus IN ('Running', 'Failed')", 'ab'),
  filterCloseTimeIsNull: finds('CloseTime IS NULL', 'ab'),
  filterStartTime: finds("StartTime > '2020-01-01T00:00:00Z'", 'abc'),
  filterTaskQueue: finds(`TaskQueue = '${taskQueue}'`, 'abc'),
  filterHistoryLength: finds('HistoryLength > 3', 'c'),
  filterBuildIds: finds("BuildIds = 'unversioned'", 'abc'),
  async filterOfUnknownAttribute({ client }) {
    await assert.rejects(client.workflow.count('Nope = 1'), (e) => /not a valid search attribute/.test(`${e} ${e.cause}`));
  },
  async filterThatIsBroken({ client }) {
    await assert.rejects(client.workflow.count("WorkflowType = 'x' AND"), (e) => /invalid query/.test(`${e} ${e.cause}`));
  },
  async orderByIsRefused({ client }) {
    await assert.rejects(async () => {
      for await (const w of client.workflow.list({ query: 'ORDER BY StartTime' })) assert.ok(w);
    });
  },
  async countByStatus(context) {
    const { tag } = await sample(context);
    const { count, groups } = await context.client.workflow.count(`CustomKeyword = '${tag}' GROUP BY ExecutionStatus`);
    assert.equal(count, 3);
    const counts = Object.fromEntries(groups.map((g) => [g.groupValues[0], g.count]));
    assert.deepEqual(counts, { Completed: 1, Running: 2 }, JSON.stringify(groups));
  },
  async listInPages(context) {
    const { tag } = await sample(context);
    const found = new Set();
    for await (const w of context.client.workflow.list({ query: `CustomKeyword = '${tag}'`, pageSize: 1 })) found.add(w.workflowId);
    assert.equal(found.size, 3);
  },
  async listedHistoriesReplay(context) {
    const { tag } = await sample(context);
    const histories = context.client.workflow.list({ query: `CustomKeyword = '${tag}'` }).intoHistories();
    let n = 0;
    for await (const result of Worker.runReplayHistories({ workflowsPath: path.join(__dirname, 'workflows.js') }, histories)) {
      assert.equal(result.error, undefined);
      n++;
    }
    assert.equal(n, 3);
  },
  async typedAttributesComeBack(context) {
    const { ids } = await sample(context);
    const { typedSearchAttributes: t } = await context.client.workflow.getHandle(ids[0]).describe();
    assert.equal(t.get(keys.int), 10);
    assert.equal(t.get(keys.double), 1.5);
    assert.equal(t.get(keys.bool), true);
    assert.equal(t.get(keys.date).getTime(), day.getTime());
    assert.deepEqual(t.get(keys.list), ['red', 'green']);
    assert.equal(t.get(keys.text), 'the quick brown fox');
  },
  async attributeIsUnset({ start, client }) {
    const handle = await start('unsetsAttribute', [], { typedSearchAttributes: new TypedSearchAttributes([{ key: keys.int, value: 1 }]) });
    assert.deepEqual(await handle.result(), { before: 1 });
    const { typedSearchAttributes } = await handle.describe();
    assert.equal(typedSearchAttributes.get(keys.int), undefined);
    assert.equal((await client.workflow.count(`WorkflowId = '${handle.workflowId}' AND CustomInt IS NULL`)).count, 1);
  },
  async attributeOfTheWrongTypeIsRefused({ start }) {
    await assert.rejects(start('waiting', [], { searchAttributes: { CustomInt: ['text'] } }), (e) => /invalid value/.test(`${e} ${e.cause}`));
  },
  async attributeThatDoesNotExistIsRefused({ start }) {
    await assert.rejects(start('waiting', [], { searchAttributes: { Nope: [1] } }), (e) => /no mapping defined/.test(`${e} ${e.cause}`));
  },
  async memoIsChangedAndCleared({ start }) {
    const handle = await start('changesMemo', [], { memo: { old: 1, kept: 2 } });
    await handle.result();
    assert.deepEqual((await handle.describe()).memo, { kept: 2, fresh: 'new' });
  },
  async childrenAreFoundByTheirParent({ start, client }) {
    const handle = await start('childCountsDown');
    await handle.result();
    await eventually(async () =>
      assert.ok((await client.workflow.count(`ParentWorkflowId = '${handle.workflowId}'`)).count >= 1));
    assert.ok((await client.workflow.count(`RootWorkflowId = '${handle.workflowId}'`)).count >= 2);
  },
};
