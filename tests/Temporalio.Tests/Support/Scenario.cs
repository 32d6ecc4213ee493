using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Worker;

namespace Temporalio.Tests.Support;

/// <summary>A worker on a task queue of its own, and the client beside it.</summary>
public sealed class Scenario
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Set TEST_LOG to see what workers say.
    private static readonly ILoggerFactory Loggers = LoggerFactory.Create(b =>
    {
        if (Environment.GetEnvironmentVariable("TEST_LOG") is not null)
        {
            b.AddConsole().SetMinimumLevel(LogLevel.Debug);
        }
    });

    private Scenario(TemporalClient client, string taskQueue)
    {
        Client = client;
        TaskQueue = taskQueue;
    }

    public TemporalClient Client { get; }

    public string TaskQueue { get; }

    /// <summary>Runs a worker as long as the body runs.</summary>
    public static async Task RunAsync(
        ServerKind server, Action<TemporalWorkerOptions> configure, Func<Scenario, Task> body)
    {
        var client = await TestServers.ClientAsync(server);
        var scenario = new Scenario(client, $"tq-{Guid.NewGuid()}");
        var options = new TemporalWorkerOptions(scenario.TaskQueue) { LoggerFactory = Loggers };
        configure(options);
        using var worker = new TemporalWorker(client, options);
        await worker.ExecuteAsync(() => body(scenario).WaitAsync(Patience));
    }

    public WorkflowOptions NewWorkflow(string? id = null) => new(id ?? $"wf-{Guid.NewGuid()}", TaskQueue);

    /// <summary>Polls an assertion until it holds.</summary>
    public static async Task EventuallyAsync(Func<Task> assert, TimeSpan? patience = null)
    {
        var deadline = DateTime.UtcNow + (patience ?? TimeSpan.FromSeconds(15));
        while (true)
        {
            try
            {
                await assert();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (DateTime.UtcNow < deadline)
            {
                await Task.Delay(50);
            }
        }
    }
}
