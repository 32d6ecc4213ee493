using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Runtime;

public class WorkerMetricsTests
{
    [Workflow]
    public class Measured
    {
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            Workflow.MetricMeter.CreateCounter<int>("wf-counter", "u", "d").Add(2, [new("more", "x")]);
            var options = new ActivityOptions
            {
                StartToCloseTimeout = TimeSpan.FromSeconds(10), RetryPolicy = new() { MaximumAttempts = 1 },
            };
            await Workflow.ExecuteActivityAsync(() => Measure(), options);
            await Workflow.ExecuteLocalActivityAsync(
                () => Measure(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
            try
            {
                await Workflow.ExecuteActivityAsync(() => Fail(), options);
            }
            catch (ActivityFailureException)
            {
                Workflow.MetricMeter.CreateGauge<double>("wf-gauge").WithTags([new("t", 1)]).Set(1.5);
            }

            await Workflow.WaitConditionAsync(() => _done);
            Workflow.MetricMeter.CreateHistogram<TimeSpan>("wf-histogram").Record(TimeSpan.FromMilliseconds(30));
            return "done";
        }

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;

        [Activity]
        public static void Measure() =>
            ActivityExecutionContext.Current.MetricMeter.CreateCounter<long>("act-counter").Add(1);

        [Activity]
        public static void Fail() => throw new InvalidOperationException("broken");
    }

    private static Task RunAsync(ServerKind server, MetricCapture capture, Func<Scenario, Task> body, int cached = 100) =>
        Scenario.RunAsync(
            server,
            o =>
            {
                o.AddWorkflow<Measured>().AddActivity(Measured.Measure).AddActivity(Measured.Fail);
                o.MaxCachedWorkflows = cached;
            },
            body,
            client: c => capture.Client(c));

    [Theory, OnOurs, OnOfficial]
    public async Task Worker_RunsAWorkflow_RecordsTheDocumentedMetrics(ServerKind server)
    {
        var capture = new MetricCapture();
        var taskQueue = "";
        await RunAsync(server, capture, async s =>
        {
            taskQueue = s.TaskQueue;
            var handle = await s.Client.StartWorkflowAsync((Measured wf) => wf.RunAsync(), s.NewWorkflow());
            await handle.SignalAsync(wf => wf.FinishAsync());
            await handle.GetResultAsync();
        });

        (string, object)[] worker = [("namespace", "default"), ("task_queue", taskQueue), ("service_name", "temporal-core-sdk")];
        foreach (var (name, tag, value) in new (string, string, string)[]
        {
            ("worker_start", "namespace", "default"),
            ("workflow_completed", "workflow_type", "Measured"),
            ("workflow_endtoend_latency", "workflow_type", "Measured"),
            ("workflow_task_queue_poll_succeed", "namespace", "default"),
            ("workflow_task_execution_latency", "workflow_type", "Measured"),
            ("workflow_task_schedule_to_start_latency", "namespace", "default"),
            ("sticky_cache_size", "namespace", "default"),
            ("sticky_cache_hit", "namespace", "default"),
            ("activity_task_received", "activity_type", "Measure"),
            ("activity_execution_latency", "activity_type", "Measure"),
            ("activity_schedule_to_start_latency", "activity_type", "Measure"),
            ("activity_succeed_endtoend_latency", "activity_type", "Measure"),
            ("activity_execution_failed", "activity_type", "Fail"),
            ("local_activity_total", "activity_type", "Measure"),
            ("local_activity_execution_latency", "activity_type", "Measure"),
            ("local_activity_succeed_endtoend_latency", "activity_type", "Measure"),
            ("num_pollers", "poller_type", "workflow_task"),
            ("num_pollers", "poller_type", "sticky_workflow_task"),
            ("num_pollers", "poller_type", "activity_task"),
            ("worker_task_slots_available", "worker_type", "WorkflowWorker"),
            ("worker_task_slots_used", "worker_type", "ActivityWorker"),
            ("worker_task_slots_used", "worker_type", "LocalActivityWorker"),
        })
        {
            Assert.True(
                capture.Of($"temporal_{name}", [.. worker, (tag, value)]).Any(), $"{name} with {tag}={value} is missing");
        }

        Assert.Single(capture.Of("temporal_workflow_completed", worker));
        Assert.Equal([1L], capture.Of("temporal_activity_execution_failed", worker));
        Assert.Contains(5L, capture.Of("temporal_num_pollers", [.. worker, ("poller_type", "activity_task")]));
        Assert.Equal(0L, capture.Of("temporal_worker_task_slots_used", [.. worker, ("worker_type", "ActivityWorker")]).Last());
        Assert.Equal(100L, capture.Of("temporal_worker_task_slots_available", [.. worker, ("worker_type", "ActivityWorker")]).Last());
        Assert.NotEmpty(capture.Of("temporal_request", ("operation", "StartWorkflowExecution"), ("namespace", "default")));
        Assert.NotEmpty(capture.Of("temporal_request_latency", ("operation", "RespondWorkflowTaskCompleted")));
        Assert.NotEmpty(capture.Of("temporal_long_request", ("operation", "PollWorkflowTaskQueue")));
        Assert.Equal((typeof(long), "ms"), (capture.Metrics["temporal_request_latency"].Type, capture.Metrics["temporal_request_latency"].Unit));
    }

    [Theory, OnOurs, OnOfficial]
    public async Task MetricMeter_InWorkflowReplayedFromTheStart_CountsOnce(ServerKind server)
    {
        var capture = new MetricCapture();
        // Without a cache each task replays all before it; the scenario's own replay comes on top.
        await RunAsync(server, capture, async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Measured wf) => wf.RunAsync(), s.NewWorkflow());
            await handle.SignalAsync(wf => wf.FinishAsync());
            await handle.GetResultAsync();
        }, cached: 0);

        var counter = Assert.Single(capture.Values, v => v.Name == "wf-counter");
        Assert.Equal(2L, counter.Value);
        Assert.Equal("x", counter.Tags["more"]);
        Assert.Equal("Measured", counter.Tags["workflow_type"]);
        Assert.Equal("default", counter.Tags["namespace"]);
        Assert.Equal((typeof(long), "u", "d"), capture.Metrics["wf-counter"]);
        Assert.Equal(1.5, Assert.Single(capture.Values, v => v.Name == "wf-gauge").Value);
        Assert.Equal(30L, Assert.Single(capture.Values, v => v.Name == "wf-histogram").Value);
        Assert.Equal(2, capture.Of("act-counter", ("activity_type", "Measure")).Count());
        Assert.NotEmpty(capture.Of("temporal_workflow_task_replay_latency"));
    }

    [Workflow]
    public class Broken
    {
        private static int _attempts;

        [WorkflowRun]
        public async Task RunAsync()
        {
            if (Interlocked.Increment(ref _attempts) % 2 == 1)
            {
                throw new InvalidOperationException("first attempt");
            }

            throw new ApplicationFailureException("second attempt");
        }
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Worker_FailedTaskAndWorkflow_AreCounted(ServerKind server)
    {
        var capture = new MetricCapture();
        await Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Broken>(),
            async s => await Assert.ThrowsAsync<WorkflowFailedException>(() => s.Client.ExecuteWorkflowAsync(
                (Broken wf) => wf.RunAsync(), s.NewWorkflow())),
            replay: false,
            client: c => capture.Client(c, m => (m.AttachServiceName, m.MetricPrefix, m.GlobalTags) = (false, "my_", [new("g", "1")])));

        Assert.NotEmpty(capture.Of(
            "my_workflow_task_execution_failed", ("failure_reason", "WorkflowError"), ("workflow_type", "Broken"), ("g", "1")));
        Assert.Single(capture.Of("my_workflow_failed", ("workflow_type", "Broken")));
        Assert.DoesNotContain(capture.Values, v => v.Tags.ContainsKey("service_name"));
        Assert.DoesNotContain(capture.Values, v => v.Name.StartsWith("temporal_", StringComparison.Ordinal));
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Client_FailedCall_IsCountedWithItsCode(ServerKind server)
    {
        var capture = new MetricCapture();
        var client = capture.Client(await TestServers.ClientAsync(server));
        await Assert.ThrowsAsync<RpcException>(() => client.GetWorkflowHandle($"none-{Guid.NewGuid()}").DescribeAsync());
        Assert.Single(capture.Of(
            "temporal_request_failure", ("operation", "DescribeWorkflowExecution"), ("status_code", "NotFound")));
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Cache_TooSmall_CountsForcedEvictions(ServerKind server)
    {
        var capture = new MetricCapture();
        await RunAsync(server, capture, async s =>
        {
            var handles = new List<WorkflowHandle<Measured, string>>();
            for (var i = 0; i < 4; i++)
            {
                handles.Add(await s.Client.StartWorkflowAsync((Measured wf) => wf.RunAsync(), s.NewWorkflow()));
            }

            await Scenario.EventuallyAsync(async () => Assert.NotEmpty(capture.Of("temporal_sticky_cache_total_forced_eviction")));
            foreach (var handle in handles)
            {
                await handle.SignalAsync(wf => wf.FinishAsync());
                await handle.GetResultAsync();
            }
        }, cached: 2);
    }
}
