using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Timing;

namespace OpsFlow.Platform.Tests.Timing;

public sealed class TimeLimitTests
{
    [Fact]
    public void Token_AfterTheTime_IsCanceled()
    {
        var time = new FakeTimeProvider();
        using var limit = new TimeLimit(TimeSpan.FromSeconds(5), time, default);
        Assert.Equal((false, false), (limit.IsOver, limit.Token.IsCancellationRequested));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((true, true), (limit.IsOver, limit.Token.IsCancellationRequested));
    }

    [Fact]
    public void Token_CallerGivesUp_IsCanceledBeforeTheTime()
    {
        using var caller = new CancellationTokenSource();
        using var limit = new TimeLimit(TimeSpan.FromHours(1), caller.Token);
        caller.Cancel();
        Assert.Equal((false, true), (limit.IsOver, limit.Token.IsCancellationRequested));
    }
}
