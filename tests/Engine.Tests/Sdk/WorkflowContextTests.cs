using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>What workflow code knows of its run, and how workflows are declared.</summary>
public class WorkflowContextTests
{
    private static readonly SearchAttributeKey<string> Keyword = SearchAttributeKey.CreateKeyword("TestKeyword");
    private static readonly SearchAttributeKey<long> Int = SearchAttributeKey.CreateLong("TestInt");
    private static readonly SearchAttributeKey<bool> Bool = SearchAttributeKey.CreateBool("TestBool");
    private static readonly SearchAttributeKey<double> Double = SearchAttributeKey.CreateDouble("TestDouble");
    private static readonly SearchAttributeKey<string> Text = SearchAttributeKey.CreateText("TestText");
    private static readonly SearchAttributeKey<DateTimeOffset> Datetime = SearchAttributeKey.CreateDateTimeOffset(
        "TestDatetime");
    private static readonly SearchAttributeKey<IReadOnlyCollection<string>> List =
        SearchAttributeKey.CreateKeywordList("TestKeywordList");

    [Workflow]
    public class Knows
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string kind)
        {
            var info = Workflow.Info;
            switch (kind)
            {
                case "info":
                    return $"{info.WorkflowId}|{info.RunId}|{info.WorkflowType}|{info.TaskQueue}|{info.Namespace}|"
                        + $"{info.Attempt}|{info.Parent is null}|{info.CronSchedule is null}|{info.ExecutionTimeout}|"
                        + $"{info.TaskTimeout}|{info.Priority.PriorityKey}";
                case "history":
                    var (length, size) = (Workflow.CurrentHistoryLength, Workflow.CurrentHistorySize);
                    await Workflow.DelayAsync(1);
                    return $"{length} {Workflow.CurrentHistoryLength > length} {Workflow.CurrentHistorySize > size} "
                        + $"{Workflow.ContinueAsNewSuggested} "
                        + $"{Workflow.SuggestedContinueAsNewReasons.Count}";
                case "attributes":
                    Workflow.UpsertTypedSearchAttributes(
                        Keyword.ValueSet("k"), Int.ValueSet(5), Bool.ValueSet(true), Double.ValueSet(1.5), Text
                            .ValueSet("some text"),
                        Datetime.ValueSet(DateTimeOffset.UnixEpoch), List.ValueSet(["a", "b"]));
                    Workflow.UpsertTypedSearchAttributes(Int.ValueUnset());
                    var all = Workflow.TypedSearchAttributes;
                    return $"{all.Count} {all.Get(Keyword)} {all.ContainsKey(Int)} {all.Get(Bool)} {all.Get(Double)} "
                        + $"{all.Get(Datetime).Year} {string.Join("+", all.Get(List))}";
                case "memo":
                    Workflow.UpsertMemo(MemoUpdate.ValueSet("a", 1), MemoUpdate.ValueSet("b", "x"));
                    Workflow.UpsertMemo(MemoUpdate.ValueUnset("b"), MemoUpdate.ValueSet("c", new[] { 1 }));
                    return string.Join(",", Workflow.Memo.Keys.Order());
            }

            return "";
        }
    }

    private static async Task<string> ResultAsync(ServerKind server, string kind)
    {
        var result = "";
        await Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Knows>(),
            async s => result = await s.Client.ExecuteWorkflowAsync((Knows wf) => wf.RunAsync(kind), s.NewWorkflow()));
        return result;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Info_OfARun_IsComplete(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Knows>(),
        async s =>
        {
            var options = s.NewWorkflow();
            options.ExecutionTimeout = TimeSpan.FromHours(1);
            options.TaskTimeout = TimeSpan.FromSeconds(8);
            options.Priority = new(5);
            var handle = await s.Client.StartWorkflowAsync((Knows wf) => wf.RunAsync("info"), options);
            Assert.Equal(
                $"{options.Id}|{handle.ResultRunId}|Knows|{s.TaskQueue}|default|1|True|True|01:00:00|00:00:08|5",
                await handle.GetResultAsync());
        });

    [Theory, OnOurs, OnOfficial]
    public async Task History_LengthAndSize_Grow(ServerKind server) =>
        Assert.Equal("3 True True False 0", await ResultAsync(server, "history"));

    [Theory, OnOurs, OnOfficial]
    public async Task SearchAttributes_OfEveryType_AreUpserted(ServerKind server) =>
        Assert.Equal("6 k False True 1.5 1970 a+b", await ResultAsync(server, "attributes"));

    [Theory, OnOurs, OnOfficial]
    public async Task Memo_SetAndUnset_IsMerged(ServerKind server) =>
        Assert.Equal("a,c", await ResultAsync(server, "memo"));

    [Workflow]
    public class Retried
    {
        [WorkflowRun]
        public async Task<string> RunAsync() => Workflow.Info.Attempt < 2
            ? throw new ApplicationFailureException("attempt 1")
            : $"{Workflow.Info.Attempt} {Workflow.Info.LastFailure?.Message} "
                + $"{Workflow.Info.FirstExecutionRunId != Workflow.Info.RunId}";
    }

    [Theory, OnOurs, OnOfficial]
    public Task Info_OfALaterAttempt_HasTheLastFailure(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Retried>(),
        async s =>
        {
            var options = s.NewWorkflow();
            options.RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10) };
            Assert.Equal(
                "2 attempt 1 True", await s.Client.ExecuteWorkflowAsync((Retried wf) => wf.RunAsync(), options));
        });

    [Workflow]
    public class Counts
    {
        [WorkflowRun]
        public async Task<int> RunAsync() => Workflow.Info.LastResult is { Count: 1 } last
            ? Workflow.PayloadConverter.ToValue<int>(last.Single()) + 1
            : 1;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Info_OfACronRun_HasTheLastResult(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Counts>(),
        async s =>
        {
            var options = s.NewWorkflow();
            options.CronSchedule = "@every 1s";
            var first = await s.Client.StartWorkflowAsync((Counts wf) => wf.RunAsync(), options);
            Assert.Equal(1, await first.GetResultAsync(followRuns: false).ContinueWith(
                t => t.IsFaulted ? 1 : t.Result, TaskScheduler.Default));
            await Until.PassesAsync(async () =>
            {
                var runs =
                    await s.Client.ListWorkflowsAsync($"WorkflowId = '{options.Id}' AND ExecutionStatus = 'Completed'")
                        .ToListAsync();
                Assert.True(runs.Count >= 2);
                var results = await Task.WhenAll(runs.Select(async r => (await s.Client.GetWorkflowHandle(r.Id, r.RunId)
                    .FetchHistoryAsync()).Events.Last(
                        ).WorkflowExecutionCompletedEventAttributes.Result.Payloads_[0].Data.ToStringUtf8()));
                Assert.Contains("2", results);
            });
            await s.Client.GetWorkflowHandle(options.Id!).TerminateAsync();
        },
        replay: false);
}
