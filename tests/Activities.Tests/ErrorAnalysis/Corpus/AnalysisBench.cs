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
    private readonly List<GitSourceTree> _trees = [];

    public AnalysisBench()
    {
        _database = new Database(
            new StoreOptions { DataFolder = Path.Combine(Folder.Path, "data"), PostgresConnectionString = null }, TimeProvider.System);
        _index = new CodeIndex(_database, TimeProvider.System);
    }

    public TempFolder Folder { get; } = new();

    public FixVerifier Verifier { get; } = new(new SandboxOptions { Timeout = TimeSpan.FromMinutes(4) }, TimeProvider.System);

    public PatchBuilder Patches { get; } = new(new SyntaxChecker(TimeProvider.System));

    public async Task<(CloneAnalysisContext Context, GitSourceTree Tree)> OpenAsync(string repository)
    {
        var clone = await _git.CloneAsync(
            new GitCloneRequest { RepositoryUrl = repository, Folder = Path.Combine(Folder.Path, "clone-" + Guid.NewGuid().ToString("N")) },
            null,
            default);
        var tree = clone.OpenTree();
        _trees.Add(tree);
        var context = new CloneAnalysisContext(clone, tree, _index, _git, null, null);
        await _index.IndexAsync(
            repository, clone.Commit, [.. tree.Entries.Select(t => new IndexFile(t.Path, t.BlobId))], context.ReadFile, null, default);
        return (context, tree);
    }

    public async ValueTask DisposeAsync()
    {
        _trees.ForEach(tree => tree.Dispose());
        await _database.DisposeAsync();
        Folder.Dispose();
    }
}
