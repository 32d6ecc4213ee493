using Temporalio.Activities;
using Temporalio.Api.History.V1;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>What the options of children, external handles and continue-as-new bring about.</summary>
public class ChildOptionsTests
{
    private static readonly SearchAttributeKey<string> Keyword = SearchAttributeKey.CreateKeyword("TestKeyword");

    [Workflow]
    public class Child
    {
        private string? _told;

        [WorkflowRun]
        public async Task<string> RunAsync(string kind)
        {
            switch (kind)
            {
                case "info":
                    var info = Workflow.Info;
                    var parent = info.Parent!;
                    return $"{parent.WorkflowId} {parent.RunId.Length} {info.Root!.WorkflowId} {info.Attempt}";
                case "wait":
                    await Workflow.WaitConditionAsync(() => _told is not null);
                    return _told!;
                case "retry" when Workflow.Info.Attempt == 1:
                    throw new ApplicationFailureException("try again");
            }

            return kind;
        }

        [WorkflowSignal]
        public async Task TellAsync(string what) => _told = what;
    }

    [Workflow]
    public class Parent
    {
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync(string kind, string id)
        {
            var options = new ChildWorkflowOptions { Id = id };
            switch (kind)
            {
                case "info":
                    return await Workflow.ExecuteChildWorkflowAsync((Child c) => c.RunAsync("info"), options);
                case "by-name":
                    return await Workflow.ExecuteChildWorkflowAsync<string>("Child", ["named"], options);
                case "retry":
                    options.RetryPolicy = new()
                    {
                        InitialInterval = TimeSpan.FromMilliseconds(10),
                        MaximumAttempts = 2,
                    };
                    return await Workflow.ExecuteChildWorkflowAsync((Child c) => c.RunAsync("retry"), options);
                case "timeout":
                    options.RunTimeout = TimeSpan.FromSeconds(1);
                    return await Workflow.ExecuteChildWorkflowAsync((Child c) => c.RunAsync("wait"), options);
                case "everything":
                    options.Memo = new Dictionary<string, object> { ["m"] = 5 };
                    options.TypedSearchAttributes =
                        new SearchAttributeCollection.Builder().Set(Keyword, "child").ToSearchAttributeCollection();
                    options.StaticSummary = "child summary";
                    options.StaticDetails = "child details";
                    options.TaskTimeout = TimeSpan.FromSeconds(4);
                    options.ExecutionTimeout = TimeSpan.FromMinutes(3);
                    options.Priority = new(4);
                    await Workflow.StartChildWorkflowAsync((Child c) => c.RunAsync("wait"), options);
                    await Workflow.WaitConditionAsync(() => _done);
                    return "";
                case "reuse":
                    await Workflow.ExecuteChildWorkflowAsync((Child c) => c.RunAsync("x"), options);
                    options.IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate;
                    try
                    {
                        return await Workflow.ExecuteChildWorkflowAsync((Child c) => c.RunAsync("y"), options);
                    }
                    catch (WorkflowAlreadyStartedException e)
                    {
                        return $"{e.WorkflowId == id} {e.WorkflowType} {e.RunId}";
                    }

                case "abandon" or "terminate" or "request-cancel":
                    options.ParentClosePolicy = kind switch
                    {
                        "abandon" => ParentClosePolicy.Abandon,
                        "terminate" => ParentClosePolicy.Terminate,
                        _ => ParentClosePolicy.RequestCancel,
                    };
                    await Workflow.StartChildWorkflowAsync((Child c) => c.RunAsync("wait"), options);
                    return kind;
                case "handle":
                    var child = await Workflow.StartChildWorkflowAsync((Child c) => c.RunAsync("wait"), options);
                    await child.SignalAsync(c => c.TellAsync("by handle"));
                    return await child.GetResultAsync();
                case "external":
                    await Workflow.GetExternalWorkflowHandle<Child>(id).SignalAsync(c => c.TellAsync("from outside"));
                    await Workflow.GetExternalWorkflowHandle(id).SignalAsync("Tell", ["again"]);
                    return Workflow.GetExternalWorkflowHandle(id, "r").RunId!;
                case "external-cancel":
                    await Workflow.GetExternalWorkflowHandle(id).CancelAsync();
                    return "";
                case "TryCancel" or "Abandon" or "WaitCancellationCompleted" or "WaitCancellationRequested":
                    return await CancelAsync(Enum.Parse<ChildWorkflowCancellationType>(kind), options);
                case "signal-closed":
                    var closed = await Workflow.StartChildWorkflowAsync((Child c) => c.RunAsync("x"), options);
                    await closed.GetResultAsync();
                    await closed.SignalAsync(c => c.TellAsync("too late"));
                    break;
            }

            return "";
        }

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;

        private static async Task<string> CancelAsync(ChildWorkflowCancellationType type, ChildWorkflowOptions options)
        {
            using var source = new CancellationTokenSource();
            (options.CancellationToken, options.CancellationType) = (source.Token, type);
            var child = await Workflow.StartChildWorkflowAsync((Child c) => c.RunAsync("wait"), options);
            source.Cancel();
            try
            {
                return await child.GetResultAsync();
            }
            catch (ChildWorkflowFailureException e) when (e.InnerException is CanceledFailureException)
            {
                return "canceled";
            }
        }
    }

    private static Task RunAsync(ServerKind server, Func<Scenario, Task> body) => Scenario.RunAsync(
        server, o => o.AddWorkflow<Parent>().AddWorkflow<Child>(), body);

    private static Task<WorkflowHandle<Parent, string>> StartAsync(Scenario s, string kind, string id) =>
        s.Client.StartWorkflowAsync((Parent wf) => wf.RunAsync(kind, id), s.NewWorkflow());

    private static Task ExpectAsync(
        ServerKind server, string kind, Func<WorkflowHandle<Parent, string>, string, string> expected) =>
        RunAsync(server, async s =>
        {
            var id = $"child-{Guid.NewGuid()}";
            var handle = await StartAsync(s, kind, id);
            Assert.Equal(expected(handle, id), await handle.GetResultAsync());
        });

    [Theory, OnOurs, OnOfficial]
    public Task Info_OfAChild_NamesParentAndRoot(ServerKind server) =>
        ExpectAsync(server, "info", (h, _) => $"{h.Id} 36 {h.Id} 1");

    [Theory, OnOurs, OnOfficial]
    public Task Child_ByName_Runs(ServerKind server) => ExpectAsync(server, "by-name", (_, _) => "named");

    [Theory, OnOurs, OnOfficial]
    public Task Child_WithRetryPolicy_RunsAgain(ServerKind server) => ExpectAsync(server, "retry", (_, _) => "retry");

    [Theory, OnOurs, OnOfficial]
    public Task Child_IdReuseRejected_Throws(ServerKind server) =>
        ExpectAsync(server, "reuse", (_, _) => "True Child <unknown>");

    [Theory, OnOurs, OnOfficial]
    public Task Child_SignalledByHandle_Hears(ServerKind server) =>
        ExpectAsync(server, "handle", (_, _) => "by handle");

    [Theory, OnOurs, OnOfficial]
    public async Task Child_CanceledInEachWay_EndsAsCanceled(ServerKind server)
    {
        foreach (var type in Enum.GetNames<ChildWorkflowCancellationType>())
        {
            await ExpectAsync(server, type, (_, _) => "canceled");
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Child_IdInUse_FailsAsAlreadyStarted(ServerKind server) => RunAsync(server, async s =>
    {
        var first = await s.Client.StartWorkflowAsync((Child wf) => wf.RunAsync("wait"), s.NewWorkflow());
        var handle = await StartAsync(s, "by-name", first.Id);
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.Contains("already started", error.InnerException!.Message, StringComparison.OrdinalIgnoreCase);
        await first.SignalAsync(c => c.TellAsync("end"));
        Assert.Equal("end", await first.GetResultAsync());
    });

    [Theory, OnOurs, OnOfficial]
    public Task External_NoSuchWorkflow_Fails(ServerKind server) => RunAsync(server, async s =>
    {
        foreach (var kind in new[] { "external", "external-cancel" })
        {
            var handle = await StartAsync(s, kind, "nobody");
            var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.Contains("not found", error.InnerException!.Message, StringComparison.Ordinal);
        }
    });

    [Theory, OnOurs, OnOfficial]
    public Task Child_RunTimeout_FailsAsTimeout(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s, "timeout", $"child-{Guid.NewGuid()}");
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<TimeoutFailureException>(
            Assert.IsType<ChildWorkflowFailureException>(error.InnerException).InnerException);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Child_SignalAfterItClosed_Fails(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s, "signal-closed", $"child-{Guid.NewGuid()}");
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.StartsWith(
            "Unable to signal external workflow", error.InnerException!.Message, StringComparison.Ordinal);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Child_EverySetting_IsDescribed(ServerKind server) => RunAsync(server, async s =>
    {
        var id = $"child-{Guid.NewGuid()}";
        var handle = await StartAsync(s, "everything", id);
        var child = s.Client.GetWorkflowHandle<Child>(id);
        await Until.PassesAsync(async () => Assert.Contains(
            (await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.ChildWorkflowExecutionStarted));
        var described = await child.DescribeAsync();
        Assert.Equal((handle.Id, handle.ResultRunId), (described.ParentId, described.ParentRunId));
        Assert.Equal(5, await described.Memo["m"].ToValueAsync<int>());
        Assert.Equal("child", described.TypedSearchAttributes.Get(Keyword));
        Assert.Equal(("child summary", "child details"), (
            await described.GetStaticSummaryAsync(), await described.GetStaticDetailsAsync()));
        var started = (await child.FetchHistoryAsync()).Events.First().WorkflowExecutionStartedEventAttributes;
        Assert.Equal((4L, 180L, 4), (
            started.WorkflowTaskTimeout.Seconds, started.WorkflowExecutionTimeout.Seconds,
            started.Priority.PriorityKey));
        // The child goes with its parent: one that ended at the same moment could come between the parent's last task.
        await handle.SignalAsync(wf => wf.FinishAsync());
        await handle.GetResultAsync();
    });

    [Theory, OnOurs, OnOfficial]
    public Task ParentClosePolicy_Abandon_LeavesTheChild(ServerKind server) =>
        ClosePolicyAsync(server, "abandon", async child =>
    {
        Assert.Equal(WorkflowExecutionStatus.Running, (await child.DescribeAsync()).Status);
        await child.SignalAsync(c => c.TellAsync("alone"));
        Assert.Equal("alone", await child.GetResultAsync<string>());
    });

    [Theory, OnOurs, OnOfficial]
    public Task ParentClosePolicy_Terminate_EndsTheChild(ServerKind server) =>
        ClosePolicyAsync(server, "terminate", async child =>
    {
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => child.GetResultAsync<string>());
        Assert.IsType<TerminatedFailureException>(error.InnerException);
    });

    [Theory, OnOurs, OnOfficial]
    public Task ParentClosePolicy_RequestCancel_CancelsTheChild(ServerKind server) =>
        ClosePolicyAsync(server, "request-cancel", async child =>
    {
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => child.GetResultAsync<string>());
        Assert.IsType<CanceledFailureException>(error.InnerException);
    });

    [Theory, OnOurs, OnOfficial]
    public Task External_ByTypeAndName_AreSignalled(ServerKind server) => RunAsync(server, async s =>
    {
        var target = await s.Client.StartWorkflowAsync((Child wf) => wf.RunAsync("wait"), s.NewWorkflow());
        var handle = await StartAsync(s, "external", target.Id);
        // The second signal may come too late for one that has ended.
        try
        {
            Assert.Equal("r", await handle.GetResultAsync());
        }
        catch (WorkflowFailedException e)
        {
            Assert.StartsWith(
                "Unable to signal external workflow", e.InnerException!.Message, StringComparison.Ordinal);
        }

        Assert.Contains(await target.GetResultAsync(), new[] { "from outside", "again" });
    });

    [Theory, OnOurs, OnOfficial]
    public Task External_Canceled_IsCanceled(ServerKind server) => RunAsync(server, async s =>
    {
        var target = await s.Client.StartWorkflowAsync((Child wf) => wf.RunAsync("wait"), s.NewWorkflow());
        await (await StartAsync(s, "external-cancel", target.Id)).GetResultAsync();
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => target.GetResultAsync());
        Assert.IsType<CanceledFailureException>(error.InnerException);
    });

    private static Task ClosePolicyAsync(ServerKind server, string kind, Func<WorkflowHandle<Child>, Task> body) =>
        RunAsync(server, async s =>
        {
            var id = $"child-{Guid.NewGuid()}";
            await (await StartAsync(s, kind, id)).GetResultAsync();
            await body(s.Client.GetWorkflowHandle<Child>(id));
        });
}
