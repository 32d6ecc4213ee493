using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Sandbox;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Infrastructure.Syntax;
using OpsFlow.Platform.Store;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Corpus;

/// <summary>Clones and indexes as the product does, each recorded error's repository once for all tests.</summary>
[CollectionDefinition(Name)]
public sealed class AnalysisBench : ICollectionFixture<AnalysisBench>, IAsyncLifetime
{
    public const string Name = "corpus";


    private readonly Database _database;
    private readonly GitClient _git = new(new GitOptions(), TimeProvider.System);
    private readonly CodeIndex _index;
    private readonly Dictionary<string, (CloneAnalysisContext Context, GitSourceTree Tree)> _opened = [];

    public AnalysisBench()
    {
        _database = new Database(
            new StoreOptions { DataFolder = Path.Combine(Folder.Path, "data"), PostgresConnectionString = null },
            TimeProvider.System);
        _index = new CodeIndex(_database, TimeProvider.System);
    }

    public TempFolder Folder { get; } = new();

    public FixVerifier Verifier { get; } =
        new(new SandboxOptions { Timeout = TimeSpan.FromMinutes(4) }, TimeProvider.System);

    public PatchBuilder Patches { get; } = new(new SyntaxChecker(TimeProvider.System));

    public async Task<(CloneAnalysisContext Context, GitSourceTree Tree)> OpenAsync(CorpusCase item)
    {
        if (_opened.TryGetValue(item.Name, out var opened))
        {
            return opened;
        }

        var repository = item.Unpack(Folder.Path);
        var clone = await _git.CloneAsync(
            new GitCloneRequest { RepositoryUrl = repository, Folder = Path.Combine(
                Folder.Path, "clone-" + item.Name) },
            null,
            default);
        var tree = clone.OpenTree();
        var context = new CloneAnalysisContext(clone, tree, _index, _git, null, null);
        _opened.Add(item.Name, (context, tree));
        await _index.IndexAsync(
            repository,
            clone.Commit,
            [.. tree.Entries.Select(t => new IndexFile(t.Path, t.BlobId))],
            context.ReadFile,
            null,
            default);
        return (context, tree);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var (_, tree) in _opened.Values)
        {
            tree.Dispose();
        }

        await _database.DisposeAsync();
        Folder.Dispose();
    }
}
