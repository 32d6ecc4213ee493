using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Models;

/// <summary>Images cost money: what was made is given out, and what may be charged is counted.</summary>
public sealed class ModelImagesTests
{
    private static readonly ModelEntry s_painter = new()
    {
        Name = "painter", Model = "image-1", Endpoint = new("http://127.0.0.1:9"), Price = new(5, 40),
    };

    [Fact]
    public async Task MakeAsync_StoreIsAwayAtTheEnd_GivesThePaidImage()
    {
        await using var bench = new ModelBench([s_painter]);
        var image = await MakeAsync(bench, async () =>
        {
            await bench.Database.ExecuteAsync("DROP TABLE model_calls", null, default);
            return new MadeImage(new byte[] { 1, 2 }, new(50, 0, 1000));
        });
        Assert.Equal(2, image.Bytes.Length);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task MakeAsync_Failed_CountsWhatMayBeCharged(bool mayBeCharged, long uncounted)
    {
        await using var bench = new ModelBench([s_painter]);
        await Assert.ThrowsAsync<ModelException>(() => MakeAsync(
            bench,
            () => throw new ModelException(ModelFailure.Unavailable, "cut") { MayBeCharged = mayBeCharged }));
        var costs = (await bench.CostsOfAsync("image"))!;
        Assert.Equal((1L, 0L, uncounted), (costs.Calls, costs.Open, costs.Uncounted));
    }

    private static Task<MadeImage> MakeAsync(ModelBench bench, Func<Task<MadeImage>> make) =>
        new ModelImages(
            new Maker(make), bench.Registry, bench.Ledger, TimeProvider.System, NullLogger<ModelImages>.Instance)
            .MakeAsync(s_painter, "image", "a boat", default);

    private sealed class Maker(Func<Task<MadeImage>> make) : IImageMaker
    {
        public Task<MadeImage> MakeAsync(ModelEntry entry, string prompt, CancellationToken cancellationToken) =>
            make();
    }
}
