using OpsFlow.Domain.CodeAnalysis.Search;

namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>What an analyzer may look at: one commit, its index and its history.</summary>
public interface IAnalysisContext
{
    /// <summary>The files of the commit.</summary>
    ISourceTree Tree { get; }

    /// <summary>A file's text, or null when it is missing, too large, binary or outside the tree.</summary>
    string? ReadFile(string path);

    /// <summary>Searches the code index.</summary>
    Task<IReadOnlyList<CodeHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken);

    /// <summary>Recent commits that changed the lines; empty when the history cannot be read.</summary>
    Task<IReadOnlyList<CommitInfo>> HistoryAsync(
        string path,
        int firstLine,
        int lastLine,
        int limit,
        CancellationToken cancellationToken);

    /// <summary>Reports a step, for heartbeats and live events.</summary>
    void Report(string step);
}
