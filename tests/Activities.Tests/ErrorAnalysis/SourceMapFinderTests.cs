using System.Text;
using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Platform.Objects;

namespace OpsFlow.Activities.Tests.ErrorAnalysis;

/// <summary>What a report may have read: it names the scripts.</summary>
public sealed class SourceMapFinderTests : IDisposable
{
    private const string Map = """{"version":3,"sources":["a.ts"],"mappings":"AAAA"}""";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ApplyAsync_MoreThanTheLimitOfAllMaps_TellsWhatGoesInto()
    {
        // 15 MiB each: four go into 64 MiB.
        var trace = await UploadAsync(6, 15 * 1024 * 1024);
        var told = await ApplyAsync(trace, default);
        Assert.Equal(4, told.Split('\n').Count(l => l == "    at f (a.ts:1:1)"));
    }

    [Fact]
    public async Task ApplyAsync_Canceled_Ends()
    {
        var trace = await UploadAsync(1, Map.Length);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ApplyAsync(trace, new(canceled: true)));
    }

    private async Task<string> UploadAsync(int count, int length)
    {
        var map = Encoding.UTF8.GetBytes(Map.PadRight(length));
        var objects = new FolderObjectStore(_folder.Path);
        for (var i = 0; i < count; i++)
        {
            await objects.WriteAsync(SourceMapFinder.KeyOf("s", $"s{i}.js"), map, "application/json", default);
        }

        return string.Join('\n', Enumerable.Range(0, count).Select(i => $"    at f (/app/s{i}.js:1:1)"));
    }

    private async Task<string> ApplyAsync(string trace, CancellationToken cancellationToken)
    {
        var request = new AnalysisRequest { ErrorType = "E", StackTrace = trace };
        var tree = new FetchedTree("c", new Dictionary<string, string>());
        return (await new SourceMapFinder(new FolderObjectStore(_folder.Path))
            .ApplyAsync(request, "s", tree, cancellationToken)).StackTrace;
    }
}
