using Temporalio.Worker;

namespace Temporalio.Tests.Worker;

public class StepThreadsTests
{
    private static readonly TimeSpan Forever = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task RunAsync_OneAfterAnother_OnOneThreadThatIsNoneOfThePool()
    {
        var threads = new StepThreads(Forever);
        var seen = new List<(int Id, bool IsOfPool)>();
        for (var i = 0; i < 20; i++)
        {
            seen.Add(await threads.RunAsync(Here));
            // The thread is free once what it went on with has come to a wait.
            await Task.Run(() => { });
            await Eventually(() => threads.IdleCount == threads.Count);
        }

        Assert.Single(seen.Distinct());
        Assert.False(seen[0].IsOfPool);
    }

    [Fact]
    public async Task RunAsync_WhileOneBlocks_TakesAnotherThread()
    {
        var threads = new StepThreads(Forever);
        using var blocked = new ManualResetEventSlim();
        var first = threads.RunAsync(() =>
        {
            blocked.Wait();
            return Here();
        });
        var second = await threads.RunAsync(Here).WaitAsync(Patience);
        Assert.False(first.IsCompleted);
        blocked.Set();
        Assert.NotEqual((await first.WaitAsync(Patience)).Id, second.Id);
        Assert.Equal(2, threads.Count);
    }

    [Fact]
    public async Task RunAsync_StepThrows_ExceptionIsTheCallersAndTheThreadGoesOn()
    {
        var threads = new StepThreads(Forever);
        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => threads.RunAsync<int>(() => throw new InvalidOperationException("no")));
        Assert.Equal("no", e.Message);
        await Eventually(() => threads.IdleCount == 1);
        Assert.Equal(5, await threads.RunAsync(() => 5));
        Assert.Equal(1, threads.Count);
    }

    [Fact]
    public async Task RunAsync_AsyncLocalOfCaller_SeenByTheStepAndNotLeftBehind()
    {
        var threads = new StepThreads(Forever);
        var local = new AsyncLocal<string?>();
        local.Value = "caller";
        var seen = await threads.RunAsync(() =>
        {
            var before = local.Value;
            local.Value = "step";
            return before;
        });
        Assert.Equal("caller", seen);
        Assert.Equal("caller", local.Value);

        local.Value = null;
        await Task.Run(() => { });
        await Eventually(() => threads.IdleCount == 1);
        Assert.Null(await threads.RunAsync(() => local.Value));
    }

    [Fact]
    public async Task RunAsync_NothingToDoForLong_ThreadEnds()
    {
        var threads = new StepThreads(TimeSpan.FromMilliseconds(20));
        await threads.RunAsync(Here);
        await Eventually(() => threads.Count == 0);
        // And the next step gets a new one.
        Assert.Equal(7, await threads.RunAsync(() => 7));
    }

    [Fact]
    public async Task RunAsync_ThreadsThatEndAndStepsThatCome_NoStepIsLost()
    {
        var threads = new StepThreads(TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(i, await threads.RunAsync(() => i).WaitAsync(Patience));
            await Task.Delay(i % 3);
        }
    }

    private static (int Id, bool IsOfPool) Here() =>
        (Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread);

    private static async Task Eventually(Func<bool> condition)
    {
        var until = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, "did not happen in time");
            await Task.Delay(5);
        }
    }
}
