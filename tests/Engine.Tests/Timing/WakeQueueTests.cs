using OpsFlow.Engine.Timing;

namespace OpsFlow.Engine.Tests.Timing;

public class WakeQueueTests
{
    [Fact]
    public async Task Set_OftenToNearAndFarTimes_LeavesNoEntriesBehind()
    {
        var clock = new ServerClock(TimeProvider.System);
        await using var queue = new WakeQueue(clock, _ => { });
        var run = new RunRef(1, "n", "w", "r");
        for (var i = 0; i < 20_000; i++)
        {
            // A task's timeout, then the run's own again, years away.
            queue.Set(run, clock.Now + TimeSpan.TicksPerHour + i);
            queue.Set(run, clock.Now + (1000 * TimeSpan.TicksPerDay));
        }

        Assert.InRange(queue.EntryCount, 1, 3000);
        Assert.True(queue.NextDue > clock.Now + (999 * TimeSpan.TicksPerDay));
    }
}
