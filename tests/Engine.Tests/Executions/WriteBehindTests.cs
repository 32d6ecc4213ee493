using OpsFlow.Engine.Storage;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Tests.Executions;

/// <summary>The start of a workflow task waits in memory for the worker's answer.</summary>
public sealed class WriteBehindTests : IDisposable
{
    private static readonly EventType[] Taken =
        [EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted];

    private readonly string _folder = Directory.CreateTempSubdirectory("behind-").FullName;

    private string Database => Path.Combine(_folder, "a.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Poll_AnswerComes_StartIsWrittenWithIt()
    {
        await using var server = await StartAsync();
        var attempt = 0;

        // A machine that pauses makes it two writes; not each time.
        await Until.PassesAsync(async () =>
        {
            attempt++;
            await server.StartWorkflowAsync($"w{attempt}");
            await server.CompleteAsync(await server.PollWorkflowAsync());
            Assert.Equal(
                [[EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled],
                    [EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted]],
                OnDisk().TakeLast(2));
        });
    }

    [Fact]
    public async Task Stop_WorkerAnswersTheNextServer_IsAccepted()
    {
        Temporalio.Api.WorkflowService.V1.PollWorkflowTaskQueueResponse task;
        await using (var server = await StartAsync())
        {
            await server.StartWorkflowAsync("w");
            task = await server.PollWorkflowAsync();
        }

        await using var next = await StartAsync();
        await next.CompleteAsync(task);

        Assert.Equal([.. Taken, EventType.WorkflowTaskCompleted], await next.EventTypesAsync("w"));
    }

    private Task<TestServer> StartAsync() => TestServer.StartAsync(new EngineOptions { DatabasePath = Database });

    /// <summary>The batches of events as another process would find them.</summary>
    private List<List<EventType>> OnDisk()
    {
        using var database = new SqliteDatabase(Database, readOnly: true);
        var batches = new List<List<EventType>>();
        var query = database.Prepare("SELECT events FROM history ORDER BY id");
        while (query.Step())
        {
            batches.Add([.. History.Parser.ParseFrom(query.Blob(0)).Events.Select(e => e.EventType)]);
        }

        return batches;
    }
}
