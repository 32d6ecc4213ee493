using OpsFlow.Infrastructure.Analysis;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Processes;
using OpsFlow.Infrastructure.Search;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>What the analyser may look at: the checkout, its index and its history.</summary>
internal sealed class CheckoutAnalysisContext(
    GitClient git,
    ICodeIndex index,
    GitCheckout checkout,
    GitCredential? credential,
    IReadOnlyList<string> files,
    Action<string> report) : IAnalysisContext
{
    private const int MaxFileBytes = 2 * 1024 * 1024;

    public string Folder => checkout.Folder;

    public string Commit => checkout.Commit;

    public IReadOnlyList<string> Files => files;

    public string? ReadFile(string path) =>
        FolderGuard.ReadText(checkout.Folder, path, MaxFileBytes) is { } text && !text.Contains('\0') ? text : null;

    public Task<IReadOnlyList<CodeHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken) =>
        index.SearchAsync(checkout.RepositoryUrl, checkout.Commit, query, limit, cancellationToken);

    public async Task<IReadOnlyList<GitCommitInfo>> HistoryAsync(
        string path, int firstLine, int lastLine, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return await git.RecentCommitsAsync(
                checkout, path, firstLine, lastLine, limit, credential, cancellationToken);
        }
        catch (GitException)
        {
            // History helps, but a remote that serves no old blobs must not stop the analysis.
            return [];
        }
    }

    public void Report(string step) => report(step);
}
