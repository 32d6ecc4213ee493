using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpsFlow.Engine.Hosting;
using OpsFlow.Platform.Telemetry;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace OpsFlow.Platform.Tests.Telemetry;

public class TracingInterceptorTests
{
    private static readonly ActivitySource Own = new("Temporalio.Tests");

    [Workflow]
    public class Traced
    {
        private bool _done;

        [WorkflowRun]
        public async Task<string?> RunAsync(string kind)
        {
            using (Own.TrackWorkflowDiagnosticActivity(
                "custom", tags: [new("mine", 1)], updateActivity: a => a.SetTag("late", 2)))
            {
                await Workflow.ExecuteActivityAsync(
                    () => Work(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
            }

            switch (kind)
            {
                case "fail":
                    throw new ApplicationFailureException("made to fail");
                case "again":
                    throw Workflow.CreateContinueAsNewException((Traced wf) => wf.RunAsync("last"));
                case "child":
                    await Workflow.ExecuteChildWorkflowAsync((Traced wf) => wf.RunAsync("last"));
                    break;
                case "wait":
                    await Workflow.WaitConditionAsync(() => _done);
                    break;
            }

            await Workflow.ExecuteLocalActivityAsync(
                () => Work(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
            return Baggage.GetBaggage("who");
        }

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;

        [WorkflowQuery]
        public bool IsDone() => _done;

        [WorkflowUpdate]
        public async Task<bool> AskAsync(bool ok) => ok ? _done : throw new ApplicationFailureException("no");

        [WorkflowUpdateValidator(nameof(AskAsync))]
        public void ValidateAsk(bool ok)
        {
        }

        [Activity]
        public static string? Work() => Baggage.GetBaggage("who");
    }

    /// <summary>The spans of one trace.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _all = new();
        private readonly ActivityListener _listener;

        public Spans()
        {
            _listener = new()
            {
                ShouldListenTo = s => s.Name.StartsWith("Temporalio", StringComparison.Ordinal),
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _all.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
            Root = Own.StartActivity("root")!;
        }

        public Activity Root { get; }

        /// <summary>Each as "parent > name", sorted.</summary>
        public List<string> Tree()
        {
            var mine = _all.Where(a => a.TraceId == Root.TraceId && a != Root).ToList();
            var names = mine.Append(Root).ToDictionary(a => a.SpanId, a => a.OperationName);
            return [.. mine.Select(a => $"{names.GetValueOrDefault(a.ParentSpanId, "?")} > {a.OperationName}")
                .Order(StringComparer.Ordinal)];
        }

        public Activity Get(string name) => _all.First(a => a.TraceId == Root.TraceId && a.OperationName == name);

        public void Dispose()
        {
            Root.Dispose();
            _listener.Dispose();
        }
    }

    private static async Task<(List<string> Tree, Spans Spans)> RunAsync(
        Func<Scene, Spans, Task> body, int cached = 100, string? baggage = null)
    {
        await using var engine = await EngineHost.StartAsync(new EngineOptions());
        var spans = new Spans();
        if (baggage is not null)
        {
            Baggage.SetBaggage("who", baggage);
        }

        var client = await TemporalClient.ConnectAsync(
            new(engine.Address) { Interceptors = [new TracingInterceptor(Propagator)] });
        using var worker = new TemporalWorker(
            client,
            new TemporalWorkerOptions(Scene.TaskQueue) { MaxCachedWorkflows = cached }
                .AddWorkflow<Traced>().AddActivity(Traced.Work));
        await worker.ExecuteAsync(() => body(new Scene(client), spans));
        spans.Root.Stop();
        return (spans.Tree(), spans);
    }

    private sealed record Scene(TemporalClient Client)
    {
        public const string TaskQueue = "traced";

        public WorkflowOptions NewWorkflow(string? id = null) => new(id ?? $"wf-{Guid.NewGuid()}", TaskQueue);
    }

    private static TextMapPropagator Propagator { get; } = SetPropagator();

    // The process' own propagator does nothing until an application sets it.
    private static TextMapPropagator SetPropagator()
    {
        TextMapPropagator both = new CompositeTextMapPropagator(
        [
            new TraceContextPropagator(),
            new BaggagePropagator(),
        ]);
        typeof(Propagators)
            .GetProperty(nameof(Propagators.DefaultTextMapPropagator))!
            .SetValue(null, both);
        return both;
    }

    [Fact]
    public async Task Workflow_WithActivities_IsOneTreeOfSpans()
    {
        var (tree, spans) = await RunAsync(
            async (s, _) => Assert.Null(
                await s.Client.ExecuteWorkflowAsync((Traced wf) => wf.RunAsync("plain"), s.NewWorkflow("wf-traced"))));
        using var kept = spans;
        Assert.Equal(
            [
                "RunWorkflow:Traced > CompleteWorkflow:Traced",
                "RunWorkflow:Traced > StartActivity:Work",
                "RunWorkflow:Traced > custom",
                "StartActivity:Work > RunActivity:Work",
                "StartActivity:Work > RunActivity:Work",
                "StartWorkflow:Traced > RunWorkflow:Traced",
                "custom > StartActivity:Work",
                "root > StartWorkflow:Traced",
            ],
            tree);
        Assert.Equal("wf-traced", spans.Get("StartWorkflow:Traced").GetTagItem("temporalWorkflowID"));
        Assert.Equal(ActivityKind.Client, spans.Get("StartWorkflow:Traced").Kind);
        Assert.Equal(ActivityKind.Server, spans.Get("RunWorkflow:Traced").Kind);
        Assert.NotNull(spans.Get("RunWorkflow:Traced").GetTagItem("temporalRunID"));
        Assert.NotNull(spans.Get("RunActivity:Work").GetTagItem("temporalActivityID"));
        // Tags of the span around are inherited.
        Assert.Equal((1, 2), (spans.Get("custom").GetTagItem("mine"), spans.Get("custom").GetTagItem("late")));
        Assert.NotNull(spans.Get("custom").GetTagItem("temporalWorkflowID"));
    }

    [Fact]
    public async Task Workflow_WithoutCache_MakesNoSpanTwice()
    {
        var (tree, spans) = await RunAsync(
            (s, _) => s.Client.ExecuteWorkflowAsync((Traced wf) => wf.RunAsync("plain"), s.NewWorkflow()),
            cached: 0);
        using var kept = spans;
        Assert.Equal(
            [
                "CompleteWorkflow:Traced", "RunActivity:Work", "RunActivity:Work", "RunWorkflow:Traced",
                "StartActivity:Work",
                "StartActivity:Work", "StartWorkflow:Traced", "custom",
            ],
            tree.Select(t => t.Split(" > ")[1]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(tree, t => t.StartsWith('?'));
    }

    [Fact]
    public async Task Workflow_WithBaggage_SeesItEverywhere()
    {
        var (_, spans) = await RunAsync(
            async (s, _) => Assert.Equal(
                "me", await s.Client.ExecuteWorkflowAsync((Traced wf) => wf.RunAsync("plain"), s.NewWorkflow())),
            baggage: "me");
        spans.Dispose();
    }

    [Fact]
    public async Task Workflow_Handlers_AreSpansWithLinks()
    {
        var (tree, spans) = await RunAsync(async (s, _) =>
        {
            var handle = await s.Client.StartWorkflowAsync((Traced wf) => wf.RunAsync("wait"), s.NewWorkflow());
            Assert.False(await handle.ExecuteUpdateAsync(wf => wf.AskAsync(true)));
            await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
                () => handle.ExecuteUpdateAsync(wf => wf.AskAsync(false)));
            Assert.False(await handle.QueryAsync(wf => wf.IsDone()));
            await handle.SignalAsync(wf => wf.FinishAsync());
            await handle.GetResultAsync();
        });
        using var kept = spans;
        foreach (var expected in new[]
        {
            "root > UpdateWorkflow:Ask", "root > QueryWorkflow:IsDone", "root > SignalWorkflow:Finish",
            "StartWorkflow:Traced > ValidateUpdate:Ask", "StartWorkflow:Traced > HandleUpdate:Ask",
            "StartWorkflow:Traced > HandleQuery:IsDone", "StartWorkflow:Traced > HandleSignal:Finish",
            "HandleUpdate:Ask > CompleteUpdate:Ask",
        })
        {
            Assert.Contains(expected, tree);
        }

        Assert.Equal(
            spans.Get("SignalWorkflow:Finish").SpanId,
            Assert.Single(spans.Get("HandleSignal:Finish").Links).Context.SpanId);
        Assert.Equal(ActivityStatusCode.Error, spans.Get("CompleteUpdate:Ask").Status);
    }

    [Fact]
    public async Task Workflow_Failing_HasASpanOfItsFailure()
    {
        var (tree, spans) = await RunAsync(async (s, _) => await Assert.ThrowsAsync<WorkflowFailedException>(
            () => s.Client.ExecuteWorkflowAsync((Traced wf) => wf.RunAsync("fail"), s.NewWorkflow())));
        using var kept = spans;
        Assert.Contains("RunWorkflow:Traced > CompleteWorkflow:Traced", tree);
        var completed = spans.Get("CompleteWorkflow:Traced");
        Assert.Equal((ActivityStatusCode.Error, "made to fail"), (completed.Status, completed.StatusDescription));
        Assert.Equal("exception", Assert.Single(completed.Events).Name);
    }

    [Fact]
    public async Task Workflow_ChildAndContinueAsNew_StayInTheTrace()
    {
        var (tree, spans) = await RunAsync(async (s, _) =>
        {
            await s.Client.ExecuteWorkflowAsync((Traced wf) => wf.RunAsync("child"), s.NewWorkflow());
            await s.Client.ExecuteWorkflowAsync((Traced wf) => wf.RunAsync("again"), s.NewWorkflow());
        });
        using var kept = spans;
        Assert.Contains("RunWorkflow:Traced > StartChildWorkflow:Traced", tree);
        Assert.Contains("StartChildWorkflow:Traced > RunWorkflow:Traced", tree);
        // The next run's parent is the run before.
        Assert.Contains("RunWorkflow:Traced > RunWorkflow:Traced", tree);
        Assert.DoesNotContain(tree, t => t.StartsWith('?'));
    }

    [Fact]
    public async Task Client_UpdateWithStart_PassesTheContextToBoth()
    {
        var (tree, spans) = await RunAsync(async (s, _) =>
        {
            var options = s.NewWorkflow();
            options.IdConflictPolicy = WorkflowIdConflictPolicy.Fail;
            var start = WithStartWorkflowOperation.Create((Traced wf) => wf.RunAsync("wait"), options);
            await s.Client.ExecuteUpdateWithStartWorkflowAsync((Traced wf) => wf.AskAsync(true), new(start));
            var handle = await start.GetHandleAsync();
            await handle.SignalAsync(wf => wf.FinishAsync());
            await handle.GetResultAsync();
            await Assert.ThrowsAsync<RpcException>(
                () => s.Client.GetWorkflowHandle("no-such-workflow").SignalAsync("x", []));
        });
        using var kept = spans;
        Assert.Contains("root > UpdateWithStartWorkflow:Traced", tree);
        Assert.Contains("UpdateWithStartWorkflow:Traced > RunWorkflow:Traced", tree);
        Assert.Contains("UpdateWithStartWorkflow:Traced > HandleUpdate:Ask", tree);
        Assert.Equal(ActivityStatusCode.Error, spans.Get("SignalWorkflow:x").Status);
    }

    [Fact]
    public void TrackWorkflowDiagnosticActivity_OutsideWorkflows_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Own.TrackWorkflowDiagnosticActivity("x"));

    [Fact]
    public void HeadersToContext_FromElsewhere_IsReadOrLeft()
    {
        var interceptor = new TracingInterceptor(Propagator);
        // As the TypeScript and Go SDKs write it.
        var payload =
            Temporalio.Converters.DataConverter.Default.PayloadConverter.ToPayload(new Dictionary<string, string>
        {
            ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        });
        var context = interceptor.HeadersToContext(new Dictionary<string, Payload> { ["_tracer-data"] = payload });
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", context!.Value.ActivityContext.TraceId.ToHexString());
        Assert.Null(interceptor.HeadersToContext((Dictionary<string, Payload>?)null));
        Assert.Null(interceptor.HeadersToContext(new Dictionary<string, Payload>()));
        Assert.Null(interceptor.HeadersToContext(new Dictionary<string, Payload> { ["_tracer-data"] = new() { Data = Google.Protobuf.ByteString.CopyFromUtf8("x") } }));
        Assert.Null(interceptor.HeadersToContext(new Dictionary<string, Payload> { ["_tracer-data"] = Temporalio.Converters.DataConverter.Default.PayloadConverter.ToPayload(5) }));
    }
}
