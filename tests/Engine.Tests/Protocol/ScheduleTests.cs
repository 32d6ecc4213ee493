using Temporalio.Api.Schedule.V1;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Changes of schedules as their callers see them: one that is sent again is made once.</summary>
public class ScheduleTests
{
    [Fact]
    public async Task PatchSchedule_TriggerThatIsSentAgain_StartsOneWorkflow()
    {
        await using var server = await ProtocolServer.StartAsync();
        await CreateAsync(server.Calls);

        foreach (var request in new[] { "first", "first", "second" })
        {
            await PatchAsync(server.Calls, request, new() { TriggerImmediately = new() });
            // Workflow ids carry the second of their action, so the next must be another.
            await Task.Delay(1100);
        }

        await Until.PassesAsync(
            async () => Assert.Equal(2, (await DescribeAsync(server.Calls)).Info.ActionCount));
    }

    [Fact]
    public async Task PatchSchedule_PauseThatComesAgainAfterTheResumption_IsNotMadeAgain()
    {
        await using var server = await ProtocolServer.StartAsync();
        await CreateAsync(server.Calls);

        await PatchAsync(server.Calls, "pause", new() { Pause = "stop" });
        await PatchAsync(server.Calls, "resume", new() { Unpause = "go" });
        await PatchAsync(server.Calls, "pause", new() { Pause = "stop" });

        await ExpectAsync(server.Calls, false, "go");
    }

    [Fact]
    public async Task UpdateSchedule_ThatComesAgainAfterALaterChange_IsNotMadeAgain()
    {
        await using var server = await ProtocolServer.StartAsync();
        await CreateAsync(server.Calls);

        await UpdateAsync(server.Calls, "update");
        await PatchAsync(server.Calls, "pause", new() { Pause = "stop" });
        await UpdateAsync(server.Calls, "update");

        await ExpectAsync(server.Calls, true, "stop");
    }

    [Fact]
    public async Task PatchSchedule_WithoutARequestId_IsMadeEachTime()
    {
        await using var server = await ProtocolServer.StartAsync();
        await CreateAsync(server.Calls);

        await PatchAsync(server.Calls, "", new() { Pause = "stop" });
        await PatchAsync(server.Calls, "", new() { Unpause = "go" });
        await PatchAsync(server.Calls, "", new() { Pause = "stop" });

        await ExpectAsync(server.Calls, true, "stop");
    }

    [Fact]
    public async Task PatchSchedule_ThatIsSentAgainAfterARestart_IsMadeOnce()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "test.db");
        await using (var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path }))
        {
            await CreateAsync(server);
            await PatchAsync(server, "pause", new() { Pause = "stop" });
            await PatchAsync(server, "resume", new() { Unpause = "go" });
        }

        await using var again = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });
        await PatchAsync(again, "pause", new() { Pause = "stop" });

        await ExpectAsync(again, false, "go");
    }

    private static Schedule Daily() => new()
    {
        Action = new()
        {
            StartWorkflow = new()
            {
                WorkflowId = "scheduled",
                WorkflowType = new() { Name = "Type" },
                TaskQueue = new() { Name = TestServer.Queue },
            },
        },
        Spec = new() { CronString = { "@daily" } },
        Policies = new() { OverlapPolicy = ScheduleOverlapPolicy.AllowAll },
    };

    private static Task CreateAsync(TestServer server) => server.CallAsync<CreateScheduleResponse>(
        new CreateScheduleRequest { ScheduleId = "s", Schedule = Daily(), RequestId = "create" });

    private static Task PatchAsync(TestServer server, string requestId, SchedulePatch patch) =>
        server.CallAsync<PatchScheduleResponse>(
            new PatchScheduleRequest { ScheduleId = "s", Patch = patch, RequestId = requestId });

    private static Task UpdateAsync(TestServer server, string requestId) => server.CallAsync<UpdateScheduleResponse>(
        new UpdateScheduleRequest { ScheduleId = "s", Schedule = Daily(), RequestId = requestId });

    private static Task<DescribeScheduleResponse> DescribeAsync(TestServer server) =>
        server.CallAsync<DescribeScheduleResponse>(new DescribeScheduleRequest { ScheduleId = "s" });

    private static Task ExpectAsync(TestServer server, bool isPaused, string notes) => Until.PassesAsync(async () =>
    {
        var state = (await DescribeAsync(server)).Schedule.State;
        Assert.Equal((isPaused, notes), (state.Paused, state.Notes));
    });
}
