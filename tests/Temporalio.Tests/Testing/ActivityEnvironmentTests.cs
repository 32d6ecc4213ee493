using Temporalio.Activities;
using Temporalio.Testing;

namespace Temporalio.Tests.Testing;

public class ActivityEnvironmentTests
{
    [Activity]
    public static async Task<string> WaitAsync()
    {
        var context = ActivityExecutionContext.Current;
        context.Heartbeat("beat", 1);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(20), context.CancellationToken);
            return "done";
        }
        catch (OperationCanceledException)
        {
            return $"{context.Info.ActivityId} {context.CancelReason} {context.CancellationDetails!.IsTimedOut}";
        }
    }

    [Fact]
    public async Task RunAsync_Canceled_SeesReasonAndHeartbeats()
    {
        var beats = new List<object?[]>();
        var environment = new ActivityEnvironment { Heartbeater = beats.Add };
        var run = environment.RunAsync(WaitAsync);
        environment.Cancel(ActivityCancelReason.Timeout);
        Assert.Equal("test Timeout True", await run);
        Assert.Equal(["beat", 1], Assert.Single(beats));
        Assert.False(ActivityExecutionContext.HasCurrent);
    }

    [Fact]
    public async Task RunAsync_Synchronous_ReturnsOrThrows()
    {
        var environment = new ActivityEnvironment { Info = ActivityEnvironment.DefaultInfo with { Attempt = 3 } };
        Assert.Equal(3, await environment.RunAsync(() => ActivityExecutionContext.Current.Info.Attempt));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => environment.RunAsync(void () => throw new InvalidOperationException()));
    }
}
