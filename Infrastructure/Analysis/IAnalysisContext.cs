using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Search;

namespace OpsFlow.Infrastructure.Analysis;

/// <summary>What an analyser may look at: one checkout, its index and its history.</summary>
public interface IAnalysisContext
{
    /// <summary>Root of the checkout.</summary>
    string Folder { get; }

    /// <summary>The commit that is checked out.</summary>
    string Commit { get; }

    /// <summary>Relative paths of the regular files, with forward slashes.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>A file's text, or null when it is missing, too large, binary or outside the checkout.</summary>
    string? ReadFile(string path);

    /// <summary>Searches the code index.</summary>
    Task<IReadOnlyList<CodeHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken);

    /// <summary>Recent commits that changed the lines.</summary>
    Task<IReadOnlyList<GitCommitInfo>> HistoryAsync(
        string path,
        int firstLine,
        int lastLine,
        int limit,
        CancellationToken cancellationToken);

    /// <summary>Reports a step, for heartbeats and live events.</summary>
    void Report(string step);
}
