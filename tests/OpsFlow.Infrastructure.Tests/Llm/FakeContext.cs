using OpsFlow.Infrastructure.Analysis;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Processes;
using OpsFlow.Infrastructure.Search;

namespace OpsFlow.Infrastructure.Tests.Llm;

/// <summary>A folder as a context, with a plain text search.</summary>
internal sealed class FakeContext(string folder) : IAnalysisContext
{
    public List<string> Steps { get; } = [];

    public string Folder => folder;

    public string Commit => new('c', 40);

    public IReadOnlyList<string> Files =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];

    public string? ReadFile(string path) => FolderGuard.ReadText(folder, path, 1_000_000);

    public Task<IReadOnlyList<CodeHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken)
    {
        var words = CodeTokens.Split(query).ToHashSet();
        IReadOnlyList<CodeHit> hits = [.. Files
            .SelectMany(f => CodeChunker.Cut(f, ReadFile(f) ?? string.Empty)
                .Select(c => new CodeHit(f, c.FirstLine, c.LastLine, c.Symbol, c.Text, CodeTokens.Split(c.Text).Count(words.Contains))))
            .Where(h => h.Score > 0).OrderByDescending(h => h.Score).Take(limit)];
        return Task.FromResult(hits);
    }

    public Task<IReadOnlyList<GitCommitInfo>> HistoryAsync(
        string path,
        int firstLine,
        int lastLine,
        int limit,
        CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<GitCommitInfo>>(
            [new GitCommitInfo(new string('a', 40), "Ann", DateTimeOffset.UnixEpoch, "Change the total")]);

    public void Report(string step) => Steps.Add(step);
}
