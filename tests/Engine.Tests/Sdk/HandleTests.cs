using Temporalio.Exceptions;

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
                throw new ApplicationFailureException(
                    "broken", errorType: "Broken", details: [1, "two"], nonRetryable: true);
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
            // Answered after the first task, which else would race what follows: the order of events would be the
            // moment's.
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
    public Task GetResult_ContinuedAsNew_FollowsOrThrows(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s, "again");
        var error = await Assert.ThrowsAsync<WorkflowContinuedAsNewException>(
            () => handle.GetResultAsync(followRuns: false));
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
        var error = await Assert.ThrowsAsync<RpcException>(
            () => s.Client.GetWorkflowHandle($"none-{Guid.NewGuid()}").GetResultAsync());
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
    public Task Query_RejectNotOpen_IsRejectedWhenClosed(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s);
        var options = new WorkflowQueryOptions { RejectCondition = QueryRejectCondition.NotOpen };
        Assert.Equal(0, await handle.QueryAsync(wf => wf.Get(), options));
        await EndAsync(handle);
        var error = await Assert.ThrowsAsync<WorkflowQueryRejectedException>(
            () => handle.QueryAsync(wf => wf.Get(), options));
        Assert.Equal(WorkflowExecutionStatus.Completed, error.WorkflowStatus);
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
        var events = await handle
            .FetchHistoryEventsAsync(new() { EventFilterType = HistoryEventFilterType.CloseEvent }).ToListAsync();
        Assert.Equal(EventType.WorkflowExecutionCompleted, Assert.Single(events).EventType);
    });
}
