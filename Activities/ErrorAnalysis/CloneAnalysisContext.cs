using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Search;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Search;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>The usual <see cref="IAnalysisContext"/>: a clone, the code index and the clone's history.</summary>
public sealed class CloneAnalysisContext(
    GitClone clone,
    ISourceTree tree,
    ICodeIndex index,
    GitClient git,
    GitCredential? credential,
    Action<string>? report) : IAnalysisContext
{
    private const int MaxFileBytes = 1024 * 1024;

    /// <inheritdoc/>
    public ISourceTree Tree => tree;

    /// <inheritdoc/>
    public string? ReadFile(string path)
    {
        var text = tree.Read(path, MaxFileBytes).Text;
        return text is null || text.AsSpan(0, Math.Min(text.Length, 8000)).Contains('\0') ? null : text;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CodeHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken) =>
        index.SearchAsync(clone.RepositoryUrl, clone.Commit, query, limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommitInfo>> HistoryAsync(
        string path,
        int firstLine,
        int lastLine,
        int limit,
        CancellationToken cancellationToken)
    {
        try
        {
            return await git.RecentCommitsAsync(
                clone, path, firstLine, lastLine, limit, credential, cancellationToken);
        }
        catch (GitException)
        {
            return []; // a hint only: the lines may be of a newer commit, the remote of a partial clone away
        }
    }

    /// <inheritdoc/>
    public void Report(string step) => report?.Invoke(step);
}
