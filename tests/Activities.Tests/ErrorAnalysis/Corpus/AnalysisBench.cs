using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Sandbox;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Infrastructure.Syntax;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Corpus;

/// <summary>Clones, indexes and analyses as the product does.</summary>
internal sealed class AnalysisBench : IAsyncDisposable
{
    private readonly Database _database;
    private readonly GitClient _git = new(new GitOptions(), TimeProvider.System);
    private readonly CodeIndex _index;

    public AnalysisBench()
    {
        _database = new Database(
            new StoreOptions { DataFolder = Path.Combine(Folder.Path, "data"), PostgresConnectionString = null }, TimeProvider.System);
        _index = new CodeIndex(_database, TimeProvider.System);
    }

    public TempFolder Folder { get; } = new();

    public FixVerifier Verifier { get; } = new(new VerifierOptions { Timeout = TimeSpan.FromMinutes(4) }, TimeProvider.System);

    public PatchBuilder Patches { get; } = new(new SyntaxChecker(TimeProvider.System));

    public async Task<(CheckoutAnalysisContext Context, string Folder)> OpenAsync(string repository)
    {
        var checkout = await _git.CloneAsync(
            new GitCloneRequest { RepositoryUrl = repository, Folder = Path.Combine(Folder.Path, "clone-" + Guid.NewGuid().ToString("N")) },
            null,
            default);
        var tree = await _git.ListTreeAsync(checkout.Folder, checkout.Commit, default);
        var files = new FolderSourceTree(checkout.Folder, checkout.Commit, [.. tree.Select(t => t.Path)]);
        var context = new CheckoutAnalysisContext(checkout, files, _index, _git, null, null);
        await _index.IndexAsync(
            repository, checkout.Commit, [.. tree.Select(t => new IndexFile(t.Path, t.BlobId))], context.ReadFile, null, default);
        return (context, checkout.Folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Folder.Dispose();
    }
}
