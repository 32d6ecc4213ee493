using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Search;

namespace OpsFlow.Tests.Support;

/// <summary>A folder as a context, with a plain text search.</summary>
public sealed class FolderContext(string folder) : IAnalysisContext
{
    public List<string> Steps { get; } = [];

    public ISourceTree Tree { get; } = FolderTree.Open(folder);

    public string? ReadFile(string path) => Tree.Read(path, 1_000_000).Text;

    public Task<IReadOnlyList<CodeHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken)
    {
        var words = CodeTokens.Split(query).ToHashSet();
        IReadOnlyList<CodeHit> hits = [.. Tree.Files
            .SelectMany(f => CodeChunker.Cut(f, ReadFile(f) ?? string.Empty)
                .Select(c => new CodeHit(
                    f, c.FirstLine, c.LastLine, c.Symbol, c.Text, CodeTokens.Split(c.Text).Count(words.Contains))))
            .Where(h => h.Score > 0).OrderByDescending(h => h.Score).Take(limit)];
        return Task.FromResult(hits);
    }

    public Task<IReadOnlyList<CommitInfo>> HistoryAsync(
        string path,
        int firstLine,
        int lastLine,
        int limit,
        CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CommitInfo>>(
            [new CommitInfo(new string('a', 40), "Ann", DateTimeOffset.UnixEpoch, "Change the total")]);

    public void Report(string step) => Steps.Add(step);
}
