using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

/// <summary>Cancellation of parts of a workflow, and of all of it.</summary>
public class ScopeTests
{
    public class Acts
    {
        [Activity]
        public async Task HangAsync()
        {
            while (true)
            {
                ActivityExecutionContext.Current.Heartbeat();
                await Task.Delay(50, ActivityExecutionContext.Current.CancellationToken);
            }
        }

        [Activity]
        public string Clean() => "cleaned";
    }

    [Workflow]
    public class Child
    {
        [WorkflowRun]
        public async Task RunAsync() => await Workflow.WaitConditionAsync(() => false);

        [WorkflowSignal]
        public async Task PokeAsync()
        {
        }
    }

    [Workflow]
    public class Scopes
    {
        private static readonly ActivityOptions Options = new()
        {
            StartToCloseTimeout = TimeSpan.FromSeconds(60), HeartbeatTimeout = TimeSpan.FromSeconds(60),
        };

        private bool _cancel;

        [WorkflowRun]
        public async Task<string> RunAsync(string kind)
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(Workflow.CancellationToken);
            switch (kind)
            {
                case "activity-before":
                    return await ExpectAsync<CanceledFailureException>(() => Workflow.ExecuteActivityAsync(
                        (Acts a) => a.Clean(), With(new CancellationToken(true))));
                case "local-before":
                    return await ExpectAsync<CanceledFailureException>(() => Workflow.ExecuteLocalActivityAsync(
                        (Acts a) => a.Clean(),
                        new() { StartToCloseTimeout = TimeSpan.FromSeconds(5), CancellationToken = new CancellationToken(true) }));
                case "child-before":
                    return await ExpectAsync<CanceledFailureException>(() => Workflow.ExecuteChildWorkflowAsync(
                        (Child c) => c.RunAsync(), new() { CancellationToken = new CancellationToken(true) }));
                case "signal-before":
                    return await ExpectAsync<CanceledFailureException>(() => Workflow.GetExternalWorkflowHandle("x").SignalAsync(
                        "x", [], new() { CancellationToken = new CancellationToken(true) }));
                case "own-scope":
                    var hanging = Workflow.ExecuteActivityAsync((Acts a) => a.HangAsync(), With(source.Token));
                    await Workflow.DelayAsync(50);
#pragma warning disable CA1849
                    source.Cancel();
#pragma warning restore CA1849
                    var canceled = await ExpectAsync<ActivityFailureException>(() => hanging);
                    return $"{canceled}, {await Workflow.ExecuteActivityAsync((Acts a) => a.Clean(), Options)}";
                case "detached":
                    try
                    {
                        await Workflow.WaitConditionAsync(() => false);
                    }
                    catch (OperationCanceledException)
                    {
                        var cleaned = await Workflow.ExecuteActivityAsync(
                            (Acts a) => a.Clean(), With(CancellationToken.None));
                        throw new ApplicationFailureException(cleaned);
                    }

                    break;
                case "rethrown":
                    try
                    {
                        await Workflow.ExecuteActivityAsync((Acts a) => a.HangAsync(), Options);
                    }
                    catch (ActivityFailureException)
                    {
                        await Workflow.ExecuteActivityAsync((Acts a) => a.Clean(), With(CancellationToken.None));
                        throw;
                    }

                    break;
                case "ignored":
                    while (!Workflow.CancellationToken.IsCancellationRequested)
                    {
                        await ExpectAsync<OperationCanceledException>(() => Workflow.DelayAsync(60_000));
                    }

                    return "ignored";
                case "own-exception":
                    throw new OperationCanceledException("nobody asked");
                case "same-task":
                    var activity = Workflow.ExecuteActivityAsync((Acts a) => a.Clean(), With(source.Token));
#pragma warning disable CA1849
                    source.Cancel();
#pragma warning restore CA1849
                    return await ExpectAsync<ActivityFailureException>(() => activity);
                case "by-signal":
                    var child = await Workflow.StartChildWorkflowAsync(
                        (Child c) => c.RunAsync(), new() { CancellationToken = source.Token });
                    await Workflow.WaitConditionAsync(() => _cancel);
#pragma warning disable CA1849
                    source.Cancel();
#pragma warning restore CA1849
                    return await ExpectAsync<ChildWorkflowFailureException>(() => child.GetResultAsync());
                case "children":
                    await Workflow.WhenAllAsync(Enumerable.Range(0, 3).Select(
                        _ => Workflow.ExecuteChildWorkflowAsync((Child c) => c.RunAsync())));
                    break;
            }

            return "";
        }

        [WorkflowSignal]
        public async Task CancelPartAsync() => _cancel = true;

        private static ActivityOptions With(CancellationToken token)
        {
            var options = (ActivityOptions)Options.Clone();
            options.CancellationToken = token;
            return options;
        }

        private static async Task<string> ExpectAsync<T>(Func<Task> act)
            where T : Exception
        {
            try
            {
                await act();
                return "not canceled";
            }
            catch (T e)
            {
                return e.InnerException is null ? e.Message : $"{e.Message}: {e.InnerException.GetType().Name}";
            }
        }
    }

    private static Task RunAsync(ServerKind server, string kind, Func<Scenario, WorkflowHandle<Scopes, string>, Task> body) =>
        Scenario.RunAsync(
            server,
            o =>
            {
                o.AddWorkflow<Scopes>().AddWorkflow<Child>().AddAllActivities(new Acts());
                o.MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(100);
            },
            async s => await body(s, await s.Client.StartWorkflowAsync((Scopes wf) => wf.RunAsync(kind), s.NewWorkflow())));

    private static async Task<IEnumerable<EventType>> KindsAsync(WorkflowHandle handle) =>
        (await handle.FetchHistoryAsync()).Events.Select(e => e.EventType);

    private static async Task StartedAsync(WorkflowHandle handle, EventType kind) => await Scenario.EventuallyAsync(
        async () => Assert.Contains(kind, await KindsAsync(handle)));

    [Theory, OnOurs, OnOfficial]
    public Task Activity_TokenCanceledBefore_IsNotScheduled(ServerKind server) => RunAsync(server, "activity-before", async (_, h) =>
    {
        Assert.Equal("Activity canceled before scheduled", await h.GetResultAsync());
        Assert.DoesNotContain(EventType.ActivityTaskScheduled, await KindsAsync(h));
    });

    [Theory, OnOurs, OnOfficial]
    public Task LocalActivity_TokenCanceledBefore_IsNotRun(ServerKind server) => RunAsync(server, "local-before", async (_, h) =>
    {
        Assert.Contains("canceled before scheduled", await h.GetResultAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(EventType.MarkerRecorded, await KindsAsync(h));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Child_TokenCanceledBefore_IsNotStarted(ServerKind server) => RunAsync(server, "child-before", async (_, h) =>
    {
        Assert.Equal("Child canceled before scheduled", await h.GetResultAsync());
        Assert.DoesNotContain(EventType.StartChildWorkflowExecutionInitiated, await KindsAsync(h));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Signal_TokenCanceledBefore_IsNotSent(ServerKind server) => RunAsync(server, "signal-before", async (_, h) =>
    {
        Assert.Equal("Signal canceled before scheduled", await h.GetResultAsync());
        Assert.DoesNotContain(EventType.SignalExternalWorkflowExecutionInitiated, await KindsAsync(h));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Scope_OfItsOwn_LeavesTheRestAlone(ServerKind server) => RunAsync(server, "own-scope", async (_, h) =>
        Assert.Equal("Activity canceled: CanceledFailureException, cleaned", await h.GetResultAsync()));

    [Theory, OnOurs, OnOfficial]
    public Task Workflow_CanceledThenFails_IsFailed(ServerKind server) => RunAsync(server, "detached", async (_, h) =>
    {
        await StartedAsync(h, EventType.WorkflowTaskCompleted);
        await h.CancelAsync();
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => h.GetResultAsync());
        Assert.Equal("cleaned", Assert.IsType<ApplicationFailureException>(error.InnerException).Message);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Workflow_CanceledActivityRethrown_IsCanceled(ServerKind server) => RunAsync(server, "rethrown", async (_, h) =>
    {
        await StartedAsync(h, EventType.ActivityTaskScheduled);
        await h.CancelAsync();
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => h.GetResultAsync());
        Assert.Equal("Workflow canceled", Assert.IsType<CanceledFailureException>(error.InnerException).Message);
        Assert.Equal(2, (await KindsAsync(h)).Count(k => k == EventType.ActivityTaskScheduled));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Workflow_CanceledAndReturns_IsCompleted(ServerKind server) => RunAsync(server, "ignored", async (_, h) =>
    {
        await StartedAsync(h, EventType.TimerStarted);
        await h.CancelAsync();
        Assert.Equal("ignored", await h.GetResultAsync());
        Assert.Contains(EventType.TimerCanceled, await KindsAsync(h));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Workflow_ThrowsCancellationUnasked_IsFailed(ServerKind server) => RunAsync(server, "own-exception", async (_, h) =>
    {
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => h.GetResultAsync());
        Assert.Equal("nobody asked", Assert.IsType<ApplicationFailureException>(error.InnerException).Message);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Activity_CanceledInTheSameTask_LeavesNoEvent(ServerKind server) => RunAsync(server, "same-task", async (_, h) =>
    {
        Assert.Equal("Activity canceled: CanceledFailureException", await h.GetResultAsync());
        Assert.DoesNotContain(EventType.ActivityTaskScheduled, await KindsAsync(h));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Child_CanceledByItsToken_Fails(ServerKind server) => RunAsync(server, "by-signal", async (_, h) =>
    {
        await StartedAsync(h, EventType.ChildWorkflowExecutionStarted);
        await h.SignalAsync(wf => wf.CancelPartAsync());
        Assert.EndsWith(": CanceledFailureException", await h.GetResultAsync(), StringComparison.Ordinal);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Workflow_Canceled_CancelsItsChildren(ServerKind server) => RunAsync(server, "children", async (_, h) =>
    {
        await Scenario.EventuallyAsync(async () => Assert.Equal(
            3, (await KindsAsync(h)).Count(k => k == EventType.ChildWorkflowExecutionStarted)));
        await h.CancelAsync();
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => h.GetResultAsync());
        Assert.IsType<CanceledFailureException>(error.InnerException);
        Assert.Equal(3, (await KindsAsync(h)).Count(k => k == EventType.ChildWorkflowExecutionCanceled));
    });
}
