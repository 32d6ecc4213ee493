using System.Diagnostics;
using Temporalio.Worker;

namespace Temporalio.Tests.Worker;

public class WorkflowStepsTests
{
    [Fact]
    public async Task RunAsync_StepsUntilThereIsNone_TakesAllOnOneThreadOutsideThePool()
    {
        var threads = new List<(int Id, bool IsPool)>();
        var steps = new WorkflowSteps(s =>
        {
            s.Begin();
            threads.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread));
            Assert.True(s.End());
            return threads.Count < 100;
        });
        Assert.Null(await steps.RunAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(100, threads.Count);
        Assert.False(Assert.Single(threads.Distinct()).IsPool);
    }

    [Fact]
    public async Task RunAsync_StepFails_ThrowsWhatItThrew()
    {
        var steps = new WorkflowSteps(s =>
        {
            s.Begin();
            throw new TimeoutException("of the step");
        });
        var e = await Assert.ThrowsAsync<TimeoutException>(() => steps.RunAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal("of the step", e.Message);
    }

    [Fact]
    public async Task RunAsync_StepHoldsItsThread_IsGivenUpAndNothingFollows()
    {
        using var release = new ManualResetEventSlim();
        var taken = 0;
        var kept = new List<bool>();
        var steps = new WorkflowSteps(s =>
        {
            s.Begin();
            if (++taken == 3)
            {
                release.Wait();
            }

            kept.Add(s.End());
            return kept[^1];
        });
        // Long enough for the first two on a busy machine.
        var stuck = await steps.RunAsync(TimeSpan.FromSeconds(5));
        Assert.NotNull(stuck);
        Assert.False(stuck.IsCompleted);
        release.Set();
        await stuck;
        Assert.Equal([true, true, false], kept);
    }

    [Fact]
    public async Task RunAsync_ManyStepsLongerThanTheLimitTogether_AreNotGivenUp()
    {
        var limit = TimeSpan.FromSeconds(1);
        for (var longest = limit; longest >= limit;)
        {
            longest = TimeSpan.Zero;
            var left = 8;
            var steps = new WorkflowSteps(s =>
            {
                var began = Stopwatch.GetTimestamp();
                s.Begin();
                Thread.Sleep(limit / 4);
                var kept = s.End();
                var took = Stopwatch.GetElapsedTime(began);
                longest = took > longest ? took : longest;
                return kept && --left > 0;
            });
            var stuck = await steps.RunAsync(limit);
            if (stuck is null)
            {
                Assert.Equal(0, left);
                return;
            }

            // The machine may have held a step up; only then is giving up right.
            await stuck;
            Assert.True(longest >= limit, $"given up although no step took longer than {longest}");
        }
    }
}
