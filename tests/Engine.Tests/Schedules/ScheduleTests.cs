using Temporalio.Client.Schedules;

namespace OpsFlow.Engine.Tests.Schedules;

public class ScheduleTests
{
    [Fact]
    public async Task Restart_KeepsSchedules()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "test.db");
        await using (var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path }))
        {
            await CreateAsync(server);
        }

        await using var again = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });

        Assert.False((await again.PollWorkflowAsync()).TaskToken.IsEmpty);
    }

    private static async Task<ScheduleHandle> CreateAsync(TestServer server)
    {
        var client = await TemporalClient.ConnectAsync(new(server.Host.Address));
        var options = new WorkflowOptions("scheduled", TestServer.Queue) { TaskTimeout = TimeSpan.FromMinutes(2) };
        return await client.CreateScheduleAsync("s", new(
            ScheduleActionStartWorkflow.Create("Type", [], options),
            new() { Intervals = [new(TimeSpan.FromSeconds(1))] }));
    }
}
