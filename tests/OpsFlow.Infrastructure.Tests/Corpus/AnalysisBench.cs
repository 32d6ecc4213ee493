using OpsFlow.Infrastructure.Analysis;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Infrastructure.Store;
using OpsFlow.Infrastructure.Tests.Support;

namespace OpsFlow.Infrastructure.Tests.Corpus;

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

    public async Task<CheckoutContext> OpenAsync(string repository)
    {
        var checkout = await _git.CloneAsync(
            new GitCloneRequest { RepositoryUrl = repository, Folder = Path.Combine(Folder.Path, "clone-" + Guid.NewGuid().ToString("N")) },
            null,
            default);
        var tree = await _git.ListTreeAsync(checkout.Folder, checkout.Commit, default);
        CheckoutContext? context = null;
        context = new CheckoutContext(checkout, repository, [.. tree.Select(t => t.Path)], _index, _git, null, null);
        await _index.IndexAsync(
            repository, checkout.Commit, [.. tree.Select(t => new IndexFile(t.Path, t.BlobId))], context.ReadFile, null, default);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Folder.Dispose();
    }
}
