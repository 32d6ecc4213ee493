using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.TestService.V1;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>The test service's time.</summary>
public class TimeSkippingTests
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task UnlockTimeSkippingWithSleep_LaterTimerIsPending_EndsAtItsOwnEnd()
    {
        await using var server = await StartAsync();
        await WaitForTimerAsync(server, TimeSpan.FromDays(10));
        var before = await NowAsync(server);

        await UnlockWithSleepAsync(server, TimeSpan.FromHours(1));

        Assert.InRange(await NowAsync(server) - before, TimeSpan.FromHours(1), TimeSpan.FromHours(1) + Margin);
        Assert.DoesNotContain(EventType.TimerFired, await server.EventTypesAsync("w"));
    }

    [Fact]
    public async Task UnlockTimeSkippingWithSleep_Several_EachEndsAtItsOwnEnd()
    {
        await using var server = await StartAsync();
        await WaitForTimerAsync(server, TimeSpan.FromDays(10));
        var before = await NowAsync(server);

        for (var i = 0; i < 50; i++)
        {
            await UnlockWithSleepAsync(server, TimeSpan.FromHours(1));
        }

        Assert.InRange(await NowAsync(server) - before, TimeSpan.FromHours(50), TimeSpan.FromHours(50) + Margin);
    }

    [Fact]
    public async Task UnlockTimeSkippingWithSleep_TimeIsUnlockedAlready_MovesItByTheDuration()
    {
        await using var server = await StartAsync();
        await UnlockAsync(server);
        var before = await NowAsync(server);

        await UnlockWithSleepAsync(server, TimeSpan.FromHours(1));

        Assert.InRange(await NowAsync(server) - before, TimeSpan.FromHours(1), TimeSpan.FromHours(1) + Margin);
    }

    [Fact]
    public async Task UnlockTimeSkipping_TimeIsUnlockedAlready_IsNoError()
    {
        await using var server = await StartAsync();
        await UnlockAsync(server);

        await UnlockAsync(server);
        await server.CallAsync<LockTimeSkippingResponse>(new LockTimeSkippingRequest());

        // One lock is enough, however often it was unlocked before.
        await WaitForTimerAsync(server, TimeSpan.FromDays(10));
        Assert.DoesNotContain(EventType.TimerFired, await server.EventTypesAsync("w"));
    }

    private static Task<TestServer> StartAsync() =>
        Environment.GetEnvironmentVariable("OPSFLOW_TIME_SKIPPING_SERVER") is { Length: > 0 } address
            ? Task.FromResult(new TestServer(address))
            : TestServer.StartAsync(new EngineOptions { TimeSkipping = true });

    private static async Task WaitForTimerAsync(TestServer server, TimeSpan after)
    {
        await server.StartWorkflowAsync("w");
        await server.CompleteAsync(await server.PollWorkflowAsync(), Commands.Timer("t", after));
    }

    private static async Task<DateTimeOffset> NowAsync(TestServer server) =>
        (await server.CallAsync<GetCurrentTimeResponse>(
        new Empty())).Time.ToDateTimeOffset();

    private static Task UnlockAsync(TestServer server) => server.CallAsync<UnlockTimeSkippingResponse>(
        new UnlockTimeSkippingRequest());

    private static Task UnlockWithSleepAsync(TestServer server, TimeSpan duration) => server.CallAsync<SleepResponse>(
        new SleepRequest { Duration = Duration.FromTimeSpan(duration) }, method: "UnlockTimeSkippingWithSleep");
}
