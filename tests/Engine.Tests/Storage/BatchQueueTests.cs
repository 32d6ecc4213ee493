using OpsFlow.Engine.Storage;

namespace OpsFlow.Engine.Tests.Storage;

[Collection(nameof(AloneCollection))]
public sealed class BatchQueueTests
{
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
