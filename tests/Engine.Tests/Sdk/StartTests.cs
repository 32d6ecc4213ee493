using Temporalio.Common;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>How workflows are started.</summary>
public class StartTests
{
    [Workflow]
    public class Waiter
    {
        private readonly List<string> _heard = [];
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync(string name)
        {
            await Workflow.WaitConditionAsync(() => _done);
            return $"{name}: {string.Join(",", _heard)}";
        }

        [WorkflowSignal]
        public async Task HearAsync(string word) => _heard.Add(word);

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;

        [WorkflowUpdate]
        public async Task<int> CountAsync() => _heard.Count;
    }

    [Workflow]
    public class Quick
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string text) => text;
    }

    private static Task RunAsync(ServerKind server, Func<Scenario, Task> body) =>
        Scenario.RunAsync(server, o => o.AddWorkflow<Waiter>().AddWorkflow<Quick>(), body);

    private static async Task EndAsync(WorkflowHandle handle)
    {
        await handle.SignalAsync("Finish", []);
        await handle.GetResultAsync();
    }

    [Theory, OnOurs, OnOfficial]
    public Task Start_UseExisting_GivesTheRunningRun(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        var first = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("a"), options);
        options.IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        var second = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("b"), options);
        Assert.Equal(first.ResultRunId, second.ResultRunId);
        await EndAsync(first);
        Assert.Equal("a: ", await second.GetResultAsync());
    });

    [Theory, OnOurs, OnOfficial]
    public Task Start_TerminateExisting_EndsTheRunningRun(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        var first = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("a"), options);
        options.IdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting;
        var second = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("b"), options);
        Assert.NotEqual(first.ResultRunId, second.ResultRunId);
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => first.GetResultAsync(followRuns: false));
        Assert.IsType<TerminatedFailureException>(error.InnerException);
        await EndAsync(s.Client.GetWorkflowHandle(options.Id!));
    });

    [Theory, OnOurs, OnOfficial]
    public Task SignalWithStart_NotRunning_StartsThenSignals(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        options.SignalWithStart((Waiter wf) => wf.HearAsync("first"));
        var handle = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("a"), options);
        Assert.Null(handle.FirstExecutionRunId);
        await EndAsync(handle);
        Assert.Equal("a: first", await handle.GetResultAsync());
    });

    [Theory, OnOurs, OnOfficial]
    public Task SignalWithStart_Running_SignalsOnly(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        var first = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("a"), options);
        options.SignalWithStart((Waiter wf) => wf.HearAsync("second"));
        var again = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("b"), options);
        Assert.Equal(first.ResultRunId, again.ResultRunId);
        await EndAsync(first);
        Assert.Equal("a: second", await first.GetResultAsync());
    });

    [Theory, OnOurs, OnOfficial]
    public Task Start_WithDelay_BeginsLater(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        options.StartDelay = TimeSpan.FromSeconds(1);
        var handle = await s.Client.StartWorkflowAsync((Quick wf) => wf.RunAsync("late"), options);
        Assert.Equal("late", await handle.GetResultAsync());
        var described = await handle.DescribeAsync();
        Assert.InRange(
            described.ExecutionTime!.Value - described.StartTime, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Start_EverySetting_IsDescribed(ServerKind server) => RunAsync(server, async s =>
    {
        var keyword = SearchAttributeKey.CreateKeyword("TestKeyword");
        var options = s.NewWorkflow();
        options.ExecutionTimeout = TimeSpan.FromMinutes(30);
        options.RunTimeout = TimeSpan.FromMinutes(20);
        options.TaskTimeout = TimeSpan.FromSeconds(5);
        options.RetryPolicy = new() { MaximumAttempts = 7 };
        options.StaticSummary = "the summary";
        options.StaticDetails = "the details";
        options.Memo = new Dictionary<string, object> { ["m"] = new[] { 1, 2 } };
        options.TypedSearchAttributes =
            new SearchAttributeCollection.Builder().Set(keyword, "k").ToSearchAttributeCollection();
        options.Priority = new(2, "fair", 3);
        var handle = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("a"), options);

        var described = await handle.DescribeAsync();
        Assert.Equal((options.Id, "Waiter", s.TaskQueue), (described.Id, described.WorkflowType, described.TaskQueue));
        Assert.Equal(WorkflowExecutionStatus.Running, described.Status);
        Assert.Null(described.CloseTime);
        Assert.Equal(2, (await described.Memo["m"].ToValueAsync<int[]>()).Length);
        Assert.Equal("k", described.TypedSearchAttributes.Get(keyword));
        Assert.Equal("the summary", await described.GetStaticSummaryAsync());
        Assert.Equal("the details", await described.GetStaticDetailsAsync());
        var started = (await handle.FetchHistoryAsync()).Events.First().WorkflowExecutionStartedEventAttributes;
        Assert.Equal(1800, started.WorkflowExecutionTimeout.Seconds);
        Assert.Equal(1200, started.WorkflowRunTimeout.Seconds);
        Assert.Equal(5, started.WorkflowTaskTimeout.Seconds);
        Assert.Equal(7, started.RetryPolicy.MaximumAttempts);
        Assert.Equal((2, "fair", 3f), (
            started.Priority.PriorityKey, started.Priority.FairnessKey, started.Priority.FairnessWeight));
        await EndAsync(handle);
        Assert.NotNull((await handle.DescribeAsync()).CloseTime);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Start_RunTimeout_TimesOut(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        options.RunTimeout = TimeSpan.FromSeconds(1);
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(
            () => s.Client.ExecuteWorkflowAsync((Waiter wf) => wf.RunAsync("a"), options));
        var timeout = Assert.IsType<TimeoutFailureException>(error.InnerException);
        Assert.Equal((TimeoutType.StartToClose, "Workflow timed out"), (timeout.TimeoutType, timeout.Message));
    });

    [Theory, OnOurs, OnOfficial]
    public Task UpdateWithStart_NotRunning_StartsAndUpdates(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        options.IdConflictPolicy = WorkflowIdConflictPolicy.Fail;
        var start = WithStartWorkflowOperation.Create((Waiter wf) => wf.RunAsync("a"), options);
        Assert.Equal(0, await s.Client.ExecuteUpdateWithStartWorkflowAsync((Waiter wf) => wf.CountAsync(), new(start)));
        var handle = await start.GetHandleAsync();
        Assert.Equal(options.Id, handle.Id);
        await EndAsync(handle);
    });
}
