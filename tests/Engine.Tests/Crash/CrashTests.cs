using System.Collections.Concurrent;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Tests.Crash;

/// <summary>What was acknowledged is there after the process died, wherever it died.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("BeforeCommit:40")]
    [InlineData("AfterCommit:40")]
    [InlineData("BeforeEffects:60")]
    public async Task Kill_UnderLoad_LosesNoAcknowledgedEvent(string? failpoint)
    {
        await using var process = new ServerProcess(Path.Combine(_folder, "test.db"));
        var load = new Load();
        for (var round = 0; round < 3; round++)
        {
            await process.StartAsync(failpoint);
            await load.RunAsync(process, round, failpoint is null ? TimeSpan.FromMilliseconds(700) : TimeSpan.FromSeconds(3));
            await process.KillAsync();
        }

        await process.StartAsync();
        await using var server = new TestServer(process.Address);
        Assert.NotEmpty(load.Started);
        foreach (var (workflowId, runId) in load.Started)
        {
            // First, as its task may time out at any moment.
            await EndStartedTaskAsync(server, workflowId);
            var history = await server.HistoryAsync(workflowId);
            Assert.Equal(runId, history[0].WorkflowExecutionStartedEventAttributes.OriginalExecutionRunId);
            Assert.Equal(Enumerable.Range(1, history.Count).Select(i => (long)i), history.Select(e => e.EventId));
            var signals = history.Where(e => e.EventType == EventType.WorkflowExecutionSignaled)
                .Select(e => e.WorkflowExecutionSignaledEventAttributes.SignalName).ToList();
            Assert.Equal(signals.Count, signals.Distinct().Count());
            Assert.Subset(
                signals.ToHashSet(),
                load.Signals.Where(s => s.WorkflowId == workflowId).Select(s => s.Name).ToHashSet());
            AssertCompletedTasksAreThere(load, workflowId, history);
        }

        await FinishAsync(server, load);
    }

    private static void AssertCompletedTasksAreThere(Load load, string workflowId, List<HistoryEvent> history)
    {
        foreach (var (_, startedEventId) in load.CompletedTasks.Where(t => t.WorkflowId == workflowId))
        {
            Assert.Contains(history, e => e.EventType == EventType.WorkflowTaskCompleted
                && e.WorkflowTaskCompletedEventAttributes.StartedEventId == startedEventId);
        }

        foreach (var (_, activityId) in load.CompletedActivities.Where(a => a.WorkflowId == workflowId))
        {
            // Known, whether its result is in the history or waits for the worker that decides.
            Assert.Contains(history, e => e.ActivityTaskScheduledEventAttributes?.ActivityId == activityId);
        }
    }

    /// <summary>Signals may wait until the started workflow task ends: end it, and they are in the history.</summary>
    private static async Task EndStartedTaskAsync(TestServer server, string workflowId)
    {
        var description = await server.DescribeAsync(workflowId);
        if (description.PendingWorkflowTask is not { State: PendingWorkflowTaskState.Started })
        {
            return;
        }

        await server.CallAsync(
            "TerminateWorkflowExecution",
            new Temporalio.Api.WorkflowService.V1.TerminateWorkflowExecutionRequest
            {
                Namespace = TestServer.Namespace,
                WorkflowExecution = new() { WorkflowId = workflowId },
            },
            Temporalio.Api.WorkflowService.V1.TerminateWorkflowExecutionResponse.Parser);
    }

    /// <summary>Everything that waits for a worker is handed out again.</summary>
    private static async Task FinishAsync(TestServer server, Load load)
    {
        foreach (var (workflowId, _) in load.Started)
        {
            var description = await server.DescribeAsync(workflowId);
            if (description.WorkflowExecutionInfo.Status == WorkflowExecutionStatus.Running
                && description.PendingWorkflowTask is { State: PendingWorkflowTaskState.Scheduled })
            {
                var task = await server.PollWorkflowAsync();
                Assert.False(task.TaskToken.IsEmpty, "a waiting task was not handed out after the restart");
                await server.CompleteAsync(task, Commands.Complete());
            }
        }
    }

    /// <summary>Clients and workers, and what they were told.</summary>
    private sealed class Load
    {
        public ConcurrentDictionary<string, string> Started { get; } = new();

        public ConcurrentBag<(string WorkflowId, string Name)> Signals { get; } = [];

        public ConcurrentBag<(string WorkflowId, long StartedEventId)> CompletedTasks { get; } = [];

        public ConcurrentBag<(string WorkflowId, string ActivityId)> CompletedActivities { get; } = [];

        public async Task RunAsync(ServerProcess process, int round, TimeSpan time)
        {
            await using var server = new TestServer(process.Address);
            var before = Started.Count;
            using var stop = new CancellationTokenSource();
            var work = Enumerable.Range(0, 4).Select(i => UntilGoneAsync(() => ClientAsync(server, round, i, stop.Token)))
                .Append(UntilGoneAsync(() => WorkflowWorkerAsync(server, stop.Token)))
                .Append(UntilGoneAsync(() => ActivityWorkerAsync(server, stop.Token)))
                .ToList();
            using var limit = new CancellationTokenSource(time);
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (!process.HasExited
                && (!limit.IsCancellationRequested || (Started.Count == before && !patience.IsCancellationRequested)))
            {
                await Task.Delay(10);
            }

            // In the middle of everything.
            await process.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(work);
        }

        private async Task ClientAsync(TestServer server, int round, int client, CancellationToken token)
        {
            for (var i = 0; !token.IsCancellationRequested; i++)
            {
                var id = $"w-{round}-{client}-{i}";
                var started = await server.StartWorkflowAsync(id);
                Started[id] = started.RunId;
                for (var signal = 0; signal < 3; signal++)
                {
                    var name = $"s{signal}";
                    await server.SignalAsync(id, name);
                    Signals.Add((id, name));
                }
            }
        }

        private async Task WorkflowWorkerAsync(TestServer server, CancellationToken token)
        {
            for (var i = 0; !token.IsCancellationRequested; i++)
            {
                var task = await server.PollWorkflowAsync(token: token);
                await server.CompleteAsync(task, Commands.Activity($"a{task.StartedEventId}"));
                CompletedTasks.Add((task.WorkflowExecution.WorkflowId, task.StartedEventId));
            }
        }

        private async Task ActivityWorkerAsync(TestServer server, CancellationToken token)
        {
            while (!token.IsCancellationRequested)
            {
                var task = await server.PollActivityAsync(token: token);
                await server.CompleteActivityAsync(task.TaskToken);
                CompletedActivities.Add((task.WorkflowExecution.WorkflowId, task.ActivityId));
            }
        }

        private static async Task UntilGoneAsync(Func<Task> work)
        {
            try
            {
                await work();
            }
            catch (Exception e) when (e is RpcException or OperationCanceledException)
            {
                // The server died under the call; whether it happened is open.
            }
        }
    }
}
