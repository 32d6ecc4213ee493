using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Workflows;
using ParentClosePolicy = Temporalio.Workflows.ParentClosePolicy;

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
                    return $"{info.Parent!.WorkflowId} {info.Parent.RunId.Length} {info.Root!.WorkflowId} {info.Attempt}";
                case "wait":
                    await Workflow.WaitConditionAsync(() => _told is not null);
                    return _told!;
                case "fail":
                    throw new ApplicationFailureException("child failed", nonRetryable: true);
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
                case "default-id":
                    var handle = await Workflow.StartChildWorkflowAsync((Child c) => c.RunAsync("x"));
                    return $"{Guid.TryParse(handle.Id, out _)} {Guid.TryParse(handle.FirstExecutionRunId, out _)} {await handle.GetResultAsync()}";
                case "by-name":
                    return await Workflow.ExecuteChildWorkflowAsync<string>("Child", ["named"], options);
                case "retry":
                    options.RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10), MaximumAttempts = 2 };
                    return await Workflow.ExecuteChildWorkflowAsync((Child c) => c.RunAsync("retry"), options);
                case "timeout":
                    options.RunTimeout = TimeSpan.FromSeconds(1);
                    return await Workflow.ExecuteChildWorkflowAsync((Child c) => c.RunAsync("wait"), options);
                case "everything":
                    options.Memo = new Dictionary<string, object> { ["m"] = 5 };
                    options.TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Keyword, "child").ToSearchAttributeCollection();
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
                case "failure":
                    try
                    {
                        await Workflow.ExecuteChildWorkflowAsync((Child c) => c.RunAsync("fail"), options);
                    }
                    catch (ChildWorkflowFailureException e)
                    {
                        return $"{e.Message}|{e.WorkflowId == id}|{e.WorkflowType}|{e.Namespace}|{e.InnerException!.Message}|{e.RunId.Length}";
                    }

                    break;
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
    }

    [Workflow]
    public class Again
    {
        [WorkflowRun]
        public async Task<string> RunAsync(int left)
        {
            if (left > 0)
            {
                throw Workflow.CreateContinueAsNewException((Again wf) => wf.RunAsync(left - 1), new()
                {
                    RunTimeout = TimeSpan.FromMinutes(5),
                    TaskTimeout = TimeSpan.FromSeconds(6),
                    RetryPolicy = new() { MaximumAttempts = 9 },
                    Memo = new Dictionary<string, object> { ["left"] = left },
                    TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Keyword, $"left-{left}").ToSearchAttributeCollection(),
                });
            }

            var info = Workflow.Info;
            var memo = Workflow.Memo.TryGetValue("left", out var raw) ? Workflow.PayloadConverter.ToValue<int>(raw) : 0;
            return $"{info.RunTimeout} {info.TaskTimeout} {info.RetryPolicy!.MaximumAttempts} {memo} "
                + $"{Workflow.TypedSearchAttributes.Get(Keyword)} {info.ContinuedRunId is not null} {info.FirstExecutionRunId != info.RunId}";
        }
    }

    [Workflow]
    public class AgainFromSignal
    {
        [WorkflowRun]
        public async Task<string> RunAsync(bool first)
        {
            await Workflow.WaitConditionAsync(() => !first);
            return "second";
        }

        [WorkflowSignal]
        public async Task GoOnAsync() => throw Workflow.CreateContinueAsNewException((AgainFromSignal wf) => wf.RunAsync(false));
    }

    private static Task RunAsync(ServerKind server, Func<Scenario, Task> body) => Scenario.RunAsync(
        server, o => o.AddWorkflow<Parent>().AddWorkflow<Child>().AddWorkflow<Again>().AddWorkflow<AgainFromSignal>(), body);

    private static Task<WorkflowHandle<Parent, string>> StartAsync(Scenario s, string kind, string id) =>
        s.Client.StartWorkflowAsync((Parent wf) => wf.RunAsync(kind, id), s.NewWorkflow());

    private static Task ExpectAsync(ServerKind server, string kind, Func<WorkflowHandle<Parent, string>, string, string> expected) =>
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
    public Task Child_WithoutId_GetsAGuid(ServerKind server) => ExpectAsync(server, "default-id", (_, _) => "True True x");

    [Theory, OnOurs, OnOfficial]
    public Task Child_ByName_Runs(ServerKind server) => ExpectAsync(server, "by-name", (_, _) => "named");

    [Theory, OnOurs, OnOfficial]
    public Task Child_WithRetryPolicy_RunsAgain(ServerKind server) => ExpectAsync(server, "retry", (_, _) => "retry");

    [Theory, OnOurs, OnOfficial]
    public Task Child_IdReuseRejected_Throws(ServerKind server) => ExpectAsync(server, "reuse", (_, _) => "True Child <unknown>");

    [Theory, OnOurs, OnOfficial]
    public Task Child_SignalledByHandle_Hears(ServerKind server) => ExpectAsync(server, "handle", (_, _) => "by handle");

    [Theory, OnOurs, OnOfficial]
    public Task Child_Failing_TellsWhatItWas(ServerKind server) => ExpectAsync(
        server, "failure", (_, _) => "Child Workflow execution failed|True|Child|default|child failed|36");

    [Theory, OnOurs, OnOfficial]
    public Task Child_RunTimeout_FailsAsTimeout(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s, "timeout", $"child-{Guid.NewGuid()}");
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<TimeoutFailureException>(Assert.IsType<ChildWorkflowFailureException>(error.InnerException).InnerException);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Child_SignalAfterItClosed_Fails(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await StartAsync(s, "signal-closed", $"child-{Guid.NewGuid()}");
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.StartsWith("Unable to signal external workflow", error.InnerException!.Message, StringComparison.Ordinal);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Child_EverySetting_IsDescribed(ServerKind server) => RunAsync(server, async s =>
    {
        var id = $"child-{Guid.NewGuid()}";
        var handle = await StartAsync(s, "everything", id);
        var child = s.Client.GetWorkflowHandle<Child>(id);
        await Scenario.EventuallyAsync(async () => Assert.Contains(
            (await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.ChildWorkflowExecutionStarted));
        var described = await child.DescribeAsync();
        Assert.Equal((handle.Id, handle.ResultRunId), (described.ParentId, described.ParentRunId));
        Assert.Equal(5, await described.Memo["m"].ToValueAsync<int>());
        Assert.Equal("child", described.TypedSearchAttributes.Get(Keyword));
        Assert.Equal(("child summary", "child details"), (await described.GetStaticSummaryAsync(), await described.GetStaticDetailsAsync()));
        var started = (await child.FetchHistoryAsync()).Events.First().WorkflowExecutionStartedEventAttributes;
        Assert.Equal((4L, 180L, 4), (started.WorkflowTaskTimeout.Seconds, started.WorkflowExecutionTimeout.Seconds, started.Priority.PriorityKey));
        await child.SignalAsync(c => c.TellAsync("x"));
        await handle.SignalAsync(wf => wf.FinishAsync());
        await handle.GetResultAsync();
    });

    [Theory, OnOurs, OnOfficial]
    public Task ParentClosePolicy_Abandon_LeavesTheChild(ServerKind server) => ClosePolicyAsync(server, "abandon", async child =>
    {
        Assert.Equal(WorkflowExecutionStatus.Running, (await child.DescribeAsync()).Status);
        await child.SignalAsync(c => c.TellAsync("alone"));
        Assert.Equal("alone", await child.GetResultAsync<string>());
    });

    [Theory, OnOurs, OnOfficial]
    public Task ParentClosePolicy_Terminate_EndsTheChild(ServerKind server) => ClosePolicyAsync(server, "terminate", async child =>
    {
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => child.GetResultAsync<string>());
        Assert.IsType<TerminatedFailureException>(error.InnerException);
    });

    [Theory, OnOurs, OnOfficial]
    public Task ParentClosePolicy_RequestCancel_CancelsTheChild(ServerKind server) => ClosePolicyAsync(server, "request-cancel", async child =>
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
            Assert.StartsWith("Unable to signal external workflow", e.InnerException!.Message, StringComparison.Ordinal);
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

    [Theory, OnOurs, OnOfficial]
    public Task ContinueAsNew_WithOptions_TakesThemAlong(ServerKind server) => RunAsync(server, async s => Assert.Equal(
        "00:05:00 00:00:06 9 1 left-1 True True",
        await s.Client.ExecuteWorkflowAsync((Again wf) => wf.RunAsync(2), s.NewWorkflow())));

    [Theory, OnOurs, OnOfficial]
    public Task ContinueAsNew_InASignal_GoesOn(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await s.Client.StartWorkflowAsync((AgainFromSignal wf) => wf.RunAsync(true), s.NewWorkflow());
        await handle.SignalAsync(wf => wf.GoOnAsync());
        Assert.Equal("second", await handle.GetResultAsync());
    });

    private static Task ClosePolicyAsync(ServerKind server, string kind, Func<WorkflowHandle<Child>, Task> body) =>
        RunAsync(server, async s =>
        {
            var id = $"child-{Guid.NewGuid()}";
            await (await StartAsync(s, kind, id)).GetResultAsync();
            await body(s.Client.GetWorkflowHandle<Child>(id));
        });
}
