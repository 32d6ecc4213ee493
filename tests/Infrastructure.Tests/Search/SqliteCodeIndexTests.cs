using System.Diagnostics;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Platform.Store;

namespace OpsFlow.Infrastructure.Tests.Search;

public sealed class SqliteCodeIndexTests(ITestOutputHelper output) : CodeIndexTestBase
{
    [Fact]
    public Task SearchAsync_Words_FindsTheFunction() => CheckSearchAsync();

    [Fact]
    public Task IndexAsync_OneBlobChanged_ReadsOnlyIt() => CheckIncrementalAsync();

    [Fact]
    public Task CollectGarbageAsync_OldCommit_ForgetsItsOwnBlobs() => CheckGarbageAsync();

    [Fact]
    public Task IndexAsync_FourAtOnce_GivesOneIndex() => CheckParallelAsync();

    [Fact]
    public async Task IndexAsync_ThousandsOfFiles_TakesSecondsAndLittleMemory()
    {
        await using var database = Open();
        var index = new CodeIndex(database, TimeProvider.System);
        var random = new Random(5);
        string Text(int file) => string.Join('\n', Enumerable.Range(0, 12).Select(i =>
            $"def handle_{file}_{i}(order_{random.Next(500)}):\n"
                + $"    total_{random.Next(900)} = price_{random.Next(900)} * {i}\n    return total"));
        var files = Enumerable.Range(0, 3000).Select(i => new IndexFile($"src/p{i % 40}/f{i}.py", $"b{i}")).ToList();
        var clock = Stopwatch.StartNew();

        var stats = await index.IndexAsync("r", "c1", files, path => Text(path.Length), null, default);
        var indexing = clock.Elapsed;
        clock.Restart();
        var hits = await index.SearchAsync("r", "c1", "handle order total price", 10, default);

        Assert.Equal(3000, stats.Indexed);
        Assert.Equal(10, hits.Count);
        // Far more than it takes, as the machine may be busy; far less than a scan of all files for each would take.
        Assert.True(indexing < TimeSpan.FromMinutes(5), indexing.ToString());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), clock.Elapsed.ToString());
        output.WriteLine($"indexed in {indexing}, searched in {clock.Elapsed}");
    }

    private protected override Database Open() =>
        new(new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = null }, TimeProvider.System);
}
