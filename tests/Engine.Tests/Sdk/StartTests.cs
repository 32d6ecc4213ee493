using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Workflows;

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
    public Task Start_IdInUse_ThrowsWithTheRunningRun(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        var first = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("a"), options);
        var error = await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(
            () => s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("b"), options));
        Assert.Equal((options.Id, "Waiter", first.ResultRunId), (error.WorkflowId, error.WorkflowType, error.RunId));
        await EndAsync(first);
    });

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
    public Task Start_RejectDuplicate_RefusesAClosedId(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        await s.Client.ExecuteWorkflowAsync((Quick wf) => wf.RunAsync("a"), options);
        options.IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate;
        await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(
            () => s.Client.StartWorkflowAsync((Quick wf) => wf.RunAsync("b"), options));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Start_AllowDuplicateFailedOnly_WantsAFailure(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        options.IdReusePolicy = WorkflowIdReusePolicy.AllowDuplicateFailedOnly;
        var first = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("a"), options);
        await first.TerminateAsync();
        await s.Client.ExecuteWorkflowAsync((Quick wf) => wf.RunAsync("b"), options);
        await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(
            () => s.Client.StartWorkflowAsync((Quick wf) => wf.RunAsync("c"), options));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Start_AllowDuplicate_RunsAgain(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        Assert.Equal("a", await s.Client.ExecuteWorkflowAsync((Quick wf) => wf.RunAsync("a"), options));
        Assert.Equal("b", await s.Client.ExecuteWorkflowAsync((Quick wf) => wf.RunAsync("b"), options));
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
        Assert.InRange(described.ExecutionTime!.Value - described.StartTime, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5));
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
        options.TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(keyword, "k").ToSearchAttributeCollection();
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
        Assert.Equal((2, "fair", 3f), (started.Priority.PriorityKey, started.Priority.FairnessKey, started.Priority.FairnessWeight));
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

    [Theory, OnOurs, OnOfficial]
    public Task UpdateWithStart_RunningAndUseExisting_UpdatesThat(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        var handle = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("a"), options);
        await handle.SignalAsync(wf => wf.HearAsync("x"));
        options.IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        var start = WithStartWorkflowOperation.Create((Waiter wf) => wf.RunAsync("b"), options);
        Assert.Equal(1, await s.Client.ExecuteUpdateWithStartWorkflowAsync((Waiter wf) => wf.CountAsync(), new(start)));
        await EndAsync(handle);
    });

    [Theory, OnOurs, OnOfficial]
    public Task UpdateWithStart_RunningAndFail_ThrowsAlreadyStarted(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        var handle = await s.Client.StartWorkflowAsync((Waiter wf) => wf.RunAsync("a"), options);
        options.IdConflictPolicy = WorkflowIdConflictPolicy.Fail;
        var start = WithStartWorkflowOperation.Create((Waiter wf) => wf.RunAsync("b"), options);
        await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(
            () => s.Client.ExecuteUpdateWithStartWorkflowAsync((Waiter wf) => wf.CountAsync(), new(start)));
        await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(() => start.GetHandleAsync());
        await EndAsync(handle);
    });

    [Theory, OnOurs, OnOfficial]
    public Task UpdateWithStart_StartedTwice_IsRefused(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        await Assert.ThrowsAsync<ArgumentException>(() => s.Client.ExecuteUpdateWithStartWorkflowAsync(
            (Waiter wf) => wf.CountAsync(), new(WithStartWorkflowOperation.Create((Waiter wf) => wf.RunAsync("a"), options))));
        options.IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        var start = WithStartWorkflowOperation.Create((Waiter wf) => wf.RunAsync("a"), options);
        var update = await s.Client.StartUpdateWithStartWorkflowAsync(
            (Waiter wf) => wf.CountAsync(), new(start, WorkflowUpdateStage.Accepted));
        Assert.Equal(0, await update.GetResultAsync());
        await EndAsync(await start.GetHandleAsync());
    });

    [Theory, OnOurs, OnOfficial]
    public Task Start_MissingIdOrQueue_IsRefused(ServerKind server) => RunAsync(server, async s =>
    {
        await Assert.ThrowsAsync<ArgumentException>(
            () => s.Client.StartWorkflowAsync("X", [], new() { TaskQueue = s.TaskQueue }));
        await Assert.ThrowsAsync<ArgumentException>(() => s.Client.StartWorkflowAsync("X", [], new() { Id = "x" }));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Start_ByName_RunsTheSame(ServerKind server) => RunAsync(server, async s =>
    {
        Assert.Equal("named", await s.Client.ExecuteWorkflowAsync<string>("Quick", ["named"], s.NewWorkflow()));
        var handle = await s.Client.StartWorkflowAsync("Quick", ["named"], s.NewWorkflow());
        Assert.Equal("named", await handle.GetResultAsync<string>());
        await s.Client.ExecuteWorkflowAsync("Quick", ["named"], s.NewWorkflow());
    });

    [Theory, OnOurs, OnOfficial]
    public Task Start_CronSchedule_RunsAgain(ServerKind server) => RunAsync(server, async s =>
    {
        var options = s.NewWorkflow();
        options.CronSchedule = "@every 1s";
        var handle = await s.Client.StartWorkflowAsync((Quick wf) => wf.RunAsync("cron"), options);
        await Scenario.EventuallyAsync(async () =>
            Assert.NotEqual(handle.ResultRunId, (await s.Client.GetWorkflowHandle(options.Id!).DescribeAsync()).RunId));
        await s.Client.GetWorkflowHandle(options.Id!).TerminateAsync();
    });

    [Theory, OnOurs, OnOfficial]
    public async Task Start_CallCanceled_Throws(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.StartWorkflowAsync(
            "X", [], new("never", "tq") { Rpc = new() { CancellationToken = canceled.Token } }));
    }
}
