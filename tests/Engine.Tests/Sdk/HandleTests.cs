using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Workflows;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>What a client can do with a workflow that there is.</summary>
public class HandleTests
{
    [Workflow]
    public class Target
    {
        private bool _done;
        private int _value;

        [WorkflowRun]
        public async Task<int> RunAsync(string kind)
        {
            if (kind == "again")
            {
                throw Workflow.CreateContinueAsNewException((Target wf) => wf.RunAsync("wait"));
            }

            if (kind == "fail")
            {
                throw new ApplicationFailureException("broken", errorType: "Broken", details: [1, "two"], nonRetryable: true);
            }

            await Workflow.WaitConditionAsync(() => _done);
            return _value;
        }

        [WorkflowSignal]
        public async Task SetAsync(int value) => _value = value;

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;

        [WorkflowQuery]
        public int Get() => _value;

        [WorkflowQuery("by-name")]
        public string Named(string a, int b = 7) => $"{a}{b}";

        [WorkflowQuery]
        public int Property => _value * 10;

        [WorkflowUpdate]
        public async Task<int> AddAsync(int by)
        {
            _value += by;
            await Workflow.DelayAsync(1);
            return _value;
        }

        [WorkflowUpdate]
        public async Task HoldAsync() => await Workflow.WaitConditionAsync(() => _done);
    }

    private static Task RunAsync(ServerKind server, Func<Scenario, Task> body, bool replay = true) =>
        Scenario.RunAsync(server, o => o.AddWorkflow<Target>(), body, replay);

    private static async Task<WorkflowHandle<Target, int>> StartAsync(Scenario s, string kind = "wait")
    {
        var handle = await s.Client.StartWorkflowAsync((Target wf) => wf.RunAsync(kind), s.NewWorkflow());
        if (kind == "wait")
        {
            // Answered after the first task, which else would race what follows: the order of events would be the moment's.
            await handle.QueryAsync(wf => wf.Get());
        }

        return handle;
    }

    private static async Task EndAsync(WorkflowHandle<Target, int> handle)
    {
        await handle.SignalAsync(wf => wf.FinishAsync());
        await handle.GetResultAsync();
    }

    [Theory, OnOurs, OnOfficial]
    public Task GetResult_OfSeveralWaiters_ReachesAll(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        var waiters = Enumerable.Range(0, 5).Select(_ => s.Client.GetWorkflowHandle<Target, int>(handle.Id).GetResultAsync()).ToList();
        await handle.SignalAsync(wf => wf.SetAsync(5));
        await EndAsync(handle);
        Assert.All(await Task.WhenAll(waiters), r => Assert.Equal(5, r));
    });

    [Theory, OnOurs, OnOfficial]
    public Task GetResult_ContinuedAsNew_FollowsOrThrows(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s, "again");
        var error = await Assert.ThrowsAsync<WorkflowContinuedAsNewException>(() => handle.GetResultAsync(followRuns: false));
        var next = s.Client.GetWorkflowHandle<Target, int>(handle.Id, error.NewRunId);
        await next.SignalAsync(wf => wf.SetAsync(9));
        await next.SignalAsync(wf => wf.FinishAsync());
        Assert.Equal(9, await handle.GetResultAsync());
    });

    [Theory, OnOurs, OnOfficial]
    public Task GetResult_Failed_CarriesTypeAndDetails(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s, "fail");
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        var failure = Assert.IsType<ApplicationFailureException>(error.InnerException);
        Assert.Equal(("broken", "Broken", true), (failure.Message, failure.ErrorType, failure.NonRetryable));
        Assert.Equal((1, "two"), (failure.Details.ElementAt<int>(0), failure.Details.ElementAt<string>(1)));
    });

    [Theory, OnOurs, OnOfficial]
    public Task GetResult_NoSuchWorkflow_IsNotFound(ServerKind server) => RunAsync(server, async s =>
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => s.Client.GetWorkflowHandle($"none-{Guid.NewGuid()}").GetResultAsync());
        Assert.Equal(RpcException.StatusCode.NotFound, error.Code);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Terminate_WithReason_CarriesIt(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        await handle.TerminateAsync("because", new() { Details = ["d"] });
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.Equal("because", Assert.IsType<TerminatedFailureException>(error.InnerException).Message);
        Assert.Equal(WorkflowExecutionStatus.Terminated, (await handle.DescribeAsync()).Status);
        var terminated = (await handle.FetchHistoryAsync()).Events.Last().WorkflowExecutionTerminatedEventAttributes;
        Assert.Equal("\"d\"", terminated.Details.Payloads_[0].Data.ToStringUtf8());
    });

    [Theory, OnOurs, OnOfficial]
    public Task Terminate_WrongFirstRun_IsNotFound(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        var wrong = s.Client.GetWorkflowHandle(handle.Id, firstExecutionRunId: Guid.NewGuid().ToString());
        await Assert.ThrowsAsync<RpcException>(() => wrong.TerminateAsync());
        await Assert.ThrowsAsync<RpcException>(() => wrong.CancelAsync());
        await EndAsync(handle);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Signal_ClosedWorkflow_IsNotFound(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        await EndAsync(handle);
        var error = await Assert.ThrowsAsync<RpcException>(() => handle.SignalAsync(wf => wf.SetAsync(1)));
        Assert.Equal(RpcException.StatusCode.NotFound, error.Code);
        Assert.Contains("already completed", error.Message, StringComparison.Ordinal);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Query_MethodPropertyAndName_AreAnswered(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        await handle.SignalAsync(wf => wf.SetAsync(4));
        Assert.Equal(4, await handle.QueryAsync(wf => wf.Get()));
        Assert.Equal(40, await handle.QueryAsync(wf => wf.Property));
        Assert.Equal("x8", await handle.QueryAsync(wf => wf.Named("x", 8)));
        Assert.Equal("x7", await handle.QueryAsync<string>("by-name", ["x"]));
        await EndAsync(handle);
        // A closed workflow still answers.
        Assert.Equal(4, await handle.QueryAsync(wf => wf.Get()));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Query_RejectNotOpen_IsRejectedWhenClosed(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        var options = new WorkflowQueryOptions { RejectCondition = QueryRejectCondition.NotOpen };
        Assert.Equal(0, await handle.QueryAsync(wf => wf.Get(), options));
        await EndAsync(handle);
        var error = await Assert.ThrowsAsync<WorkflowQueryRejectedException>(() => handle.QueryAsync(wf => wf.Get(), options));
        Assert.Equal(WorkflowExecutionStatus.Completed, error.WorkflowStatus);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Query_Unknown_ListsTheKnown(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        var error = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync<int>("nope", []));
        Assert.Contains("nope", error.Message, StringComparison.Ordinal);
        Assert.All(
            new[] { "Get", "Property", "by-name" }, known => Assert.Contains(known, error.Message, StringComparison.Ordinal));
        await EndAsync(handle);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Update_SameIdTwice_GivesTheFirstOutcome(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        Assert.Equal(3, await handle.ExecuteUpdateAsync(wf => wf.AddAsync(3), new("once")));
        Assert.Equal(3, await handle.ExecuteUpdateAsync(wf => wf.AddAsync(3), new("once")));
        Assert.Equal(3, await handle.GetUpdateHandle<int>("once").GetResultAsync());
        Assert.Equal(3, await handle.QueryAsync(wf => wf.Get()));
        await EndAsync(handle);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Update_StartAccepted_ResultComesLater(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        var update = await handle.StartUpdateAsync(wf => wf.AddAsync(2), new(WorkflowUpdateStage.Accepted));
        Assert.Equal(handle.Id, update.WorkflowId);
        Assert.Equal(2, await update.GetResultAsync());
        Assert.Equal(2, await update.GetResultAsync());
        await EndAsync(handle);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Update_StageNotAllowed_IsRefused(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        await Assert.ThrowsAsync<ArgumentException>(() => handle.StartUpdateAsync(wf => wf.AddAsync(2), new(WorkflowUpdateStage.None)));
        await Assert.ThrowsAsync<ArgumentException>(() => handle.StartUpdateAsync(wf => wf.AddAsync(2), new(WorkflowUpdateStage.Admitted)));
        await EndAsync(handle);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Update_WorkflowEndsFirst_FailsTheUpdate(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        var update = await handle.StartUpdateAsync(wf => wf.HoldAsync(), new(WorkflowUpdateStage.Accepted));
        await handle.TerminateAsync();
        var error = await Assert.ThrowsAnyAsync<TemporalException>(() => update.GetResultAsync());
        Assert.True(
            error is RpcException { Code: RpcException.StatusCode.NotFound }
                || (error is WorkflowUpdateFailedException { InnerException: ApplicationFailureException inner }
                    && inner.ErrorType == "AcceptedUpdateCompletedWorkflow"),
            error.ToString());
    });

    [Theory, OnOurs, OnOfficial]
    public Task Update_CallerGivesUp_Throws(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<WorkflowUpdateRpcTimeoutOrCanceledException>(() => handle.ExecuteUpdateAsync(
            wf => wf.HoldAsync(), new("held") { Rpc = new() { CancellationToken = source.Token } }));
        await EndAsync(handle);
        await handle.GetUpdateHandle("held").GetResultAsync();
    });

    [Theory, OnOurs, OnOfficial]
    public Task Update_Unknown_IsRejectedNamingTheKnown(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        var error = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => handle.ExecuteUpdateAsync("nope", []));
        Assert.Contains("Add", error.InnerException!.Message, StringComparison.Ordinal);
        Assert.Contains("Hold", error.InnerException.Message, StringComparison.Ordinal);
        await EndAsync(handle);
    });

    [Theory, OnOurs, OnOfficial]
    public Task FetchHistoryEvents_WaitNewEvent_FollowsTheRun(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        var kinds = new List<EventType>();
        await foreach (var e in handle.FetchHistoryEventsAsync(new() { WaitNewEvent = true }))
        {
            kinds.Add(e.EventType);
            if (e.EventType == EventType.WorkflowTaskCompleted && kinds.Count(k => k == e.EventType) == 1)
            {
                await handle.SignalAsync(wf => wf.FinishAsync());
            }
        }

        Assert.Equal(EventType.WorkflowExecutionStarted, kinds[0]);
        Assert.Contains(EventType.WorkflowExecutionSignaled, kinds);
        Assert.Equal(EventType.WorkflowExecutionCompleted, kinds[^1]);
    });

    [Theory, OnOurs, OnOfficial]
    public Task FetchHistoryEvents_CloseEventOnly_IsOne(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        await EndAsync(handle);
        var events = await handle.FetchHistoryEventsAsync(new() { EventFilterType = HistoryEventFilterType.CloseEvent }).ToListAsync();
        Assert.Equal(EventType.WorkflowExecutionCompleted, Assert.Single(events).EventType);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Cancel_ClosedWorkflow_DoesNothing(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        await EndAsync(handle);
        var before = (await handle.FetchHistoryAsync()).Events.Count;
        try
        {
            await handle.CancelAsync();
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            // Servers differ here.
        }

        Assert.Equal(before, (await handle.FetchHistoryAsync()).Events.Count);
    });

    [Theory, OnOurs, OnOfficial]
    public Task ListAndCount_ByType_FindThem(ServerKind server) => RunAsync(server, async s =>
    {
        var handles = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync(s)));
        await EndAsync(handles[0]);
        var query = $"TaskQueue = '{s.TaskQueue}'";
        await Scenario.EventuallyAsync(async () =>
        {
            Assert.Equal(3, (await s.Client.CountWorkflowsAsync(query)).Count);
            Assert.Equal(2, (await s.Client.CountWorkflowsAsync($"{query} AND ExecutionStatus = 'Running'")).Count);
        });
        var listed = await s.Client.ListWorkflowsAsync(query).ToListAsync();
        Assert.Equal(handles.Select(h => h.Id).Order(), listed.Select(l => l.Id).Order());
        Assert.All(listed, l => Assert.Equal("Target", l.WorkflowType));
        Assert.Equal(2, (await s.Client.ListWorkflowsAsync(query, new() { Limit = 2 }).ToListAsync()).Count);
        var page = await s.Client.ListWorkflowsPaginatedAsync(query, null, new() { PageSize = 2 });
        Assert.Equal(2, page.Workflows.Count);
        var rest = await s.Client.ListWorkflowsPaginatedAsync(query, page.NextPageToken, new() { PageSize = 2 });
        Assert.Single(rest.Workflows);
        var groups = await s.Client.CountWorkflowsAsync($"{query} GROUP BY ExecutionStatus");
        Assert.Equal([1L, 2L], groups.Groups.Select(g => g.Count).Order());
        Assert.Contains("Running", groups.Groups.SelectMany(g => g.GroupValues).Select(v => v.ToString()));
        var histories = await s.Client.ListWorkflowHistoriesAsync($"{query} AND ExecutionStatus = 'Completed'").ToListAsync();
        Assert.Equal(handles[0].Id, Assert.Single(histories).Id);
        foreach (var handle in handles.Skip(1))
        {
            await EndAsync(handle);
        }
    });
}
