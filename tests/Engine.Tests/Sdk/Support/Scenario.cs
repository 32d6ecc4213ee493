using Microsoft.Extensions.Logging;
using Temporalio.Worker;

namespace OpsFlow.Engine.Tests.Sdk.Support;

/// <summary>
/// A worker on a task queue of its own, and the client beside it. Every history that a scenario wrote is replayed at
/// its
/// end, as what a worker does the first time it must be able to repeat.
/// </summary>
public sealed class Scenario
{
    // Only a real fault may use it up, however slow the machine is.
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Set TEST_LOG to see what workers say.
    private static readonly ILoggerFactory Loggers = LoggerFactory.Create(b =>
    {
        if (Environment.GetEnvironmentVariable("TEST_LOG") is not null)
        {
            b.AddConsole().SetMinimumLevel(LogLevel.Debug);
        }
    });

    private static readonly AsyncLocal<Collection?> s_collecting = new();

    private readonly ConcurrentQueue<string> _workflowIds = new();

    private Scenario(TemporalClient client, string taskQueue)
    {
        Client = client;
        TaskQueue = taskQueue;
    }

    public TemporalClient Client { get; }

    public string TaskQueue { get; }

    /// <summary>Runs a worker as long as the body runs.</summary>
    public static async Task RunAsync(
        ServerKind server,
        Action<TemporalWorkerOptions> configure,
        Func<Scenario, Task> body,
        bool replay = true,
        TimeSpan? patience = null)
    {
        var scenario = new Scenario(await TestServers.ClientAsync(server), $"tq-{Guid.NewGuid()}");
        var options = new TemporalWorkerOptions(scenario.TaskQueue)
        {
            LoggerFactory = Loggers,
            // A machine that pauses is no deadlock; the test of deadlocks takes this back.
            DebugMode = true,
        };
        configure(options);
        using (var worker = new TemporalWorker(scenario.Client, options))
        {
            // A worker that broke waits for activities that nobody cancels: then the test fails instead of hanging.
            await worker.ExecuteAsync(() => body(scenario).WaitAsync(patience ?? Patience))
                .WaitAsync((patience ?? Patience) + TimeSpan.FromMinutes(1));
        }

        if (replay || s_collecting.Value is not null)
        {
            await scenario.ReplayAsync(options, replay);
        }
    }

    /// <summary>
    /// From here on the caller gets what the histories of its scenarios say, until it disposes of the collection.
    /// </summary>
    public static Collection Collect() => s_collecting.Value = new Collection();

    public WorkflowOptions NewWorkflow(string? id = null)
    {
        id ??= $"wf-{Guid.NewGuid()}";
        _workflowIds.Enqueue(id);
        return new(id, TaskQueue);
    }

    private async Task ReplayAsync(TemporalWorkerOptions options, bool replay)
    {
        var replayerOptions = new WorkflowReplayerOptions
        {
            LoggerFactory = Loggers,
            DebugMode = true,
            TaskQueue = TaskQueue,
        };
        foreach (var workflow in options.Workflows)
        {
            replayerOptions.Workflows.Add(workflow);
        }

        var replayer = new WorkflowReplayer(replayerOptions);
        foreach (var id in _workflowIds)
        {
            var history = await Client.GetWorkflowHandle(id).FetchHistoryAsync();
            s_collecting.Value?.Sequences.Add(EventSequence.Of(history));
            if (replay)
            {
                await replayer.ReplayWorkflowAsync(history);
            }
        }
    }

    public sealed class Collection : IDisposable
    {
        public List<string> Sequences { get; } = [];

        public void Dispose() => s_collecting.Value = null;
    }
}
