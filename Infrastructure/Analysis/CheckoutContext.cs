using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Processes;
using OpsFlow.Infrastructure.Search;

namespace OpsFlow.Infrastructure.Analysis;

/// <summary>The usual <see cref="IAnalysisContext"/>: a clone, the code index and the clone's history.</summary>
public sealed class CheckoutContext(
    GitCheckout checkout,
    string repositoryKey,
    IReadOnlyList<string> files,
    ICodeIndex index,
    GitClient git,
    GitCredential? credential,
    Action<string>? report) : IAnalysisContext
{
    private const int MaxFileBytes = 1024 * 1024;

    /// <inheritdoc/>
    public string Folder => checkout.Folder;

    /// <inheritdoc/>
    public string Commit => checkout.Commit;

    /// <inheritdoc/>
    public IReadOnlyList<string> Files => files;

    /// <inheritdoc/>
    public string? ReadFile(string path)
    {
        var text = FolderGuard.ReadText(Folder, path, MaxFileBytes);
        return text is null || text.AsSpan(0, Math.Min(text.Length, 8000)).Contains('\0') ? null : text;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CodeHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken) =>
        index.SearchAsync(repositoryKey, Commit, query, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<GitCommitInfo>> HistoryAsync(
        string path,
        int firstLine,
        int lastLine,
        int limit,
        CancellationToken cancellationToken) =>
        git.RecentCommitsAsync(checkout, path, firstLine, lastLine, limit, credential, cancellationToken);

    /// <inheritdoc/>
    public void Report(string step) => report?.Invoke(step);
}
