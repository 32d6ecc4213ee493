using OpsFlow.Engine.Storage;

namespace OpsFlow.Engine.Tests.Storage;

public sealed class BatchQueueTests
{
    [Fact]
    public void Take_OfMoreThanABatch_GivesTheRestNextTime()
    {
        var queue = new BatchQueue<int>();
        for (var i = 1; i <= 5; i++)
        {
            Assert.True(queue.TryAdd(i));
        }

        var batch = new List<int>();
        Assert.True(queue.Take(batch, 3));
        Assert.Equal([1, 2, 3], batch);
        batch.Clear();
        Assert.True(queue.Take(batch, 3));
        Assert.Equal([4, 5], batch);
    }

    [Fact]
    public async Task Take_OfNothing_WaitsForTheNextItem()
    {
        var queue = new BatchQueue<int>();
        var batch = new List<int>();
        var taken = Task.Factory.StartNew(() => queue.Take(batch, 10), TaskCreationOptions.LongRunning);
        Assert.False(taken.IsCompleted);

        queue.TryAdd(7);

        Assert.True(await taken.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal([7], batch);
    }

    [Fact]
    public void Complete_WithItemsThatWait_LetsThemBeTakenAndRefusesOthers()
    {
        var queue = new BatchQueue<int>();
        queue.TryAdd(1);
        queue.Complete();

        Assert.False(queue.TryAdd(2));
        var batch = new List<int>();
        Assert.True(queue.Take(batch, 10));
        Assert.Equal([1], batch);
        Assert.False(queue.Take(batch, 10));
    }

    [Fact]
    public async Task Complete_WhileSomebodyWaits_EndsTheWait()
    {
        var queue = new BatchQueue<int>();
        var taken = Task.Factory.StartNew(() => queue.Take([], 10), TaskCreationOptions.LongRunning);

        queue.Complete();

        Assert.False(await taken.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task TryAdd_FromManyThreads_LosesAndRepeatsNothing()
    {
        const int each = 20_000;
        var queue = new BatchQueue<int>();
        var got = new List<int>();
        var taker = Task.Factory.StartNew(
            () =>
            {
                var batch = new List<int>();
                while (queue.Take(batch, 64))
                {
                    got.AddRange(batch);
                    batch.Clear();
                }
            },
            TaskCreationOptions.LongRunning);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                queue.TryAdd((n * each) + i);
            }
        })));
        queue.Complete();
        await taker.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(4 * each, got.Count);
        Assert.Equal(4 * each, got.Distinct().Count());
        for (var n = 0; n < 4; n++)
        {
            Assert.Equal(Enumerable.Range(n * each, each), got.Where(i => i / each == n));
        }
    }
}
