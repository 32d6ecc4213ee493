using OpsFlow.Engine.Storage;

namespace OpsFlow.Engine.Tests.Storage;

/// <summary>
/// Databases written by former versions, as they were: <c>Data/version-N.db</c> has schema version N. Each has a
/// finished
/// run of the mixed scenario ("mixed", with child, schedule and reset), a run whose first task nobody took
/// ("pending"), one
/// that waits for signals ("waiting") and one whose timer is due ("timer").
/// </summary>
public sealed class StoredDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stored-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Open_DatabaseOfAFormerVersion_GoesOnWhereItStopped(int version)
    {
        var path = Path.Combine(_folder, "server.db");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Storage", "Data", $"version-{version}.db"), path);
        await using var server = await TestServer.StartAsync(new EngineOptions
        {
            DatabasePath = path,
            // Else the closed runs would be gone some day.
            TimeProvider = new Since(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)),
        });

        Assert.Equal(EventType.WorkflowExecutionCompleted, (await server.HistoryAsync("mixed"))[^1].EventType);
        Assert.Equal(EventType.WorkflowExecutionCompleted, (await server.HistoryAsync("mixed-child"))[^1].EventType);
        var schedule = await server.CallAsync<DescribeScheduleResponse>(
            new DescribeScheduleRequest { ScheduleId = "mixed-schedule" });
        Assert.Equal(1, schedule.Info.ActionCount);
        await server.SignalAsync("waiting", "go");
        var handedOut = new HashSet<string>();
        while (handedOut.Count < 3)
        {
            var task = await server.PollWorkflowAsync();
            Assert.False(task.TaskToken.IsEmpty, $"only {string.Join(", ", handedOut)} came");
            handedOut.Add(task.WorkflowExecution.WorkflowId);
            await server.CompleteAsync(task, Commands.Complete());
        }

        Assert.Equal(new HashSet<string> { "pending", "waiting", "timer" }, handedOut);
        Assert.Contains(EventType.TimerFired, await server.EventTypesAsync("timer"));
    }

    [Fact]
    public void Versions_UpToTheLast_HaveAStoredDatabase()
    {
        for (var version = 1; version < Schema.CurrentVersion; version++)
        {
            Assert.True(
                File.Exists(Path.Combine(AppContext.BaseDirectory, "Storage", "Data", $"version-{version}.db")));
        }
    }

    /// <summary>The system's clock, set to another time at the start.</summary>
    private sealed class Since(DateTimeOffset start) : TimeProvider
    {
        private readonly long _began = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(_began);
    }
}
