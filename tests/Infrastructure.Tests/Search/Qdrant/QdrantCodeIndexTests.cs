using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Infrastructure.Search.Qdrant;
using OpsFlow.Platform.Store;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

public sealed class QdrantCodeIndexTests : IAsyncLifetime
{
    private const string Collection = "opsflow-code-concepts";

    private static readonly Dictionary<string, string> s_files = new()
    {
        ["src/cart.py"] =
            "def total_price(cart):\n    return cart.amount\n\ndef clear_items(cart):\n    cart.items = []\n",
        ["src/store.py"] = "def load_user(key):\n    return cache[key]\n",
        ["README.md"] = "A shop with a price list and users.\n",
    };

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly ConceptEmbeddings _model = new();
    private readonly Database _database;
    private QdrantStandIn _qdrant = null!;

    public QdrantCodeIndexTests() => _database = new Database(
        new StoreOptions { DataFolder = _folder.Path, PostgresConnectionString = null }, TimeProvider.System);

    private IDictionary<string, (global::Qdrant.Client.Grpc.PointStruct Point, float[] Vector)> Points =>
        _qdrant.State.Of(Collection);

    public async Task InitializeAsync() => _qdrant = await QdrantStandIn.StartAsync();

    public async Task DisposeAsync()
    {
        await _qdrant.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task SearchAsync_OtherWordsForTheSame_FindsByVector()
    {
        using var index = New();
        var stats = await IndexAsync(index, "c1", s_files);

        var hit = (await index.SearchAsync("r", "c1", "how expensive is it", 5, default))[0];

        Assert.Equal("3 pieces of code got vectors.", stats.Notice);
        Assert.Equal(("src/cart.py", "total_price", 1, 2), (hit.Path, hit.Symbol, hit.FirstLine, hit.LastLine));
        Assert.Contains("return cart.amount", hit.Text);
        Assert.Null(index.Outage);
    }

    [Fact]
    public async Task SearchAsync_OneWord_AsksNoModel()
    {
        using var index = New();
        await IndexAsync(index, "c1", s_files);
        var texts = _model.Texts;

        Assert.Equal("load_user", (await index.SearchAsync("r", "c1", "load_user", 5, default))[0].Symbol);

        Assert.Equal(texts, _model.Texts);
    }

    [Fact]
    public async Task SearchAsync_PiecesOfOtherCommitsAndRepositories_AreNotShown()
    {
        using var index = New();
        await IndexAsync(index, "c1", s_files);
        await IndexAsync(index, "c2", new(s_files) { ["src/cart.py"] = "def weight(cart):\n    return 1\n" });
        await IndexAsync(index, "c1", new() { ["other.py"] = "def cost(cart):\n    return 2\n" }, "other");

        var hits = await index.SearchAsync("r", "c2", "how expensive is it", 100, default);

        Assert.DoesNotContain(hits, h => h.Symbol is "total_price" or "cost");
        Assert.Contains(hits, h => h.Symbol == "weight");
        Assert.Equal(["repository", "blob"], _qdrant.State.LastFilter!.Must.Select(c => c.Field.Key));
        Assert.Empty(await index.SearchAsync("r", "c3", "how expensive is it", 100, default));
    }

    [Fact]
    public async Task IndexAsync_Again_WritesNothingAndAfterALossTheSameIds()
    {
        using var index = New(batch: 2);
        await IndexAsync(index, "c1", s_files);
        var first = Points.Keys.Order().ToList();
        Assert.Equal([2, 1], _qdrant.State.Upserts);

        await IndexAsync(index, "c1", s_files);
        Assert.Equal(2, _qdrant.State.Upserts.Count);

        Points.Clear();
        await IndexAsync(index, "c1", s_files);
        Assert.Equal(first, Points.Keys.Order());
    }

    [Fact]
    public async Task IndexAsync_OneBlobChanged_EmbedsOnlyItsPieces()
    {
        using var index = New();
        await IndexAsync(index, "c1", s_files);

        var stats = await IndexAsync(
            index, "c2", new(s_files) { ["src/store.py"] = "def drop_user(key):\n    pass\n" });

        Assert.Equal("1 pieces of code got vectors.", stats.Notice);
    }

    [Fact]
    public async Task IndexAsync_WriteFailsInTheMiddle_SaysSoAndGoesOnNextTime()
    {
        using var index = New(batch: 1);
        _qdrant.State.FailAfterUpserts = 1;

        var failed = await IndexAsync(index, "c1", s_files);

        Assert.Equal(3, failed.Indexed);
        Assert.Contains("Code is searched by words only. Qdrant at", failed.Notice);
        Assert.Contains("No space left on device", failed.Notice);
        Assert.Single(Points);
        _qdrant.State.FailAfterUpserts = null;
        Assert.Contains("No space left", (await IndexAsync(index, "c1", s_files)).Notice);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("3 pieces of code got vectors.", (await IndexAsync(index, "c1", s_files)).Notice);
        Assert.Equal(3, Points.Count);
        Assert.Null(index.Outage);
    }

    [Fact]
    public async Task SearchAsync_QdrantAway_AnswersByWordsSaysSoAndComesBack()
    {
        using var index = New();
        await IndexAsync(index, "c1", s_files);
        var (port, points, vectors) = (_qdrant.Url.Port, Points.ToList(), _qdrant.State.Collections[Collection]);
        await _qdrant.DisposeAsync();

        Assert.Equal("load_user", (await index.SearchAsync("r", "c1", "load the user", 1, default))[0].Symbol);
        Assert.Contains($"Qdrant at http://127.0.0.1:{port}/ cannot be reached", index.Outage);
        Assert.Contains("cannot be reached", (await IndexAsync(index, "c2", s_files)).Notice);

        _qdrant = await QdrantStandIn.StartAsync(port: port);
        _qdrant.State.Collections[Collection] = vectors;
        _qdrant.State.Points[Collection] = new(points);
        _clock.Advance(TimeSpan.FromMinutes(2));
        var back = await index.SearchAsync("r", "c1", "how expensive is it", 1, default);
        Assert.Null(index.Outage);
        Assert.Equal("total_price", back[0].Symbol);
    }

    [Fact]
    public async Task SearchAsync_CollectionRemoved_IsMadeAgainByTheNextIndexing()
    {
        using var index = New();
        await IndexAsync(index, "c1", s_files);
        _qdrant.State.Collections.Clear();
        _qdrant.State.Points.Clear();

        Assert.NotEmpty(await index.SearchAsync("r", "c1", "load the user", 1, default));
        Assert.Contains("doesn't exist", index.Outage);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await IndexAsync(index, "c1", s_files);

        Assert.Equal(3, Points.Count);
    }

    [Fact]
    public async Task SearchAsync_ModelHangs_AnswersByWordsWithinItsTime()
    {
        using var index = New(searchTime: TimeSpan.FromMilliseconds(50));
        await IndexAsync(index, "c1", s_files);
        _model.Before = HangAsync;

        Assert.Equal("load_user", (await index.SearchAsync("r", "c1", "load the user", 1, default))[0].Symbol);

        Assert.Contains("Vectors took longer than 0.1 s", index.Outage);
    }

    [Fact]
    public async Task IndexAsync_TimeIsUp_LeavesTheRestForTheNext()
    {
        using var index = New(batch: 1, indexTime: TimeSpan.FromMilliseconds(50));
        _model.Before = token => _model.Texts < 2 ? Task.CompletedTask : HangAsync(token);

        var stats = await IndexAsync(index, "c1", s_files);

        Assert.Matches(
            "^[01] of [03] pieces of code got vectors in 0 min; the others are for the next analysis.$", stats.Notice);
        Assert.Null(index.Outage);
    }

    [Fact]
    public async Task SearchAsync_CallerCancels_Throws()
    {
        using var index = New();
        await IndexAsync(index, "c1", s_files);
        using var source = new CancellationTokenSource();
        _model.Before = async token =>
        {
            await source.CancelAsync();
            token.ThrowIfCancellationRequested();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => index.SearchAsync("r", "c1", "load the user", 1, source.Token));

        Assert.Null(index.Outage);
    }

    [Fact]
    public async Task IndexAsync_ModelFails_NamesTheModel()
    {
        using var index = New();
        _model.Before = _ => throw new HttpRequestException("model \"concepts\" not found");

        var stats = await IndexAsync(index, "c1", s_files);

        Assert.Contains(
            "The embedding model concepts at http://127.0.0.1:1/ failed: model \"concepts\" not found", stats.Notice);
        Assert.NotEmpty(await index.SearchAsync("r", "c1", "load the user", 1, default));
    }

    [Fact]
    public async Task IndexAsync_WrongKey_NamesTheKey()
    {
        await _qdrant.DisposeAsync();
        _qdrant = await QdrantStandIn.StartAsync("right");
        using var wrong = New(key: "wrong");
        using var right = New(key: "right");

        Assert.Contains("refuses the API key", (await IndexAsync(wrong, "c1", s_files)).Notice);
        Assert.Equal("3 pieces of code got vectors.", (await IndexAsync(right, "c1", s_files)).Notice);
    }

    [Fact]
    public async Task IndexAsync_ModelOfAnotherSize_NamesBothSizes()
    {
        using var index = New();
        await IndexAsync(index, "c1", s_files);
        using var other = New(model: new ConceptEmbeddings(7));

        Assert.Contains(
            "holds vectors of 4 numbers, the embedding model gives 7", (await IndexAsync(other, "c2", s_files)).Notice);
    }

    [Fact]
    public async Task CollectGarbageAsync_OldCommit_RemovesItsPoints()
    {
        using var index = New();
        await IndexAsync(index, "c1", s_files);
        _clock.Advance(TimeSpan.FromDays(10));
        await IndexAsync(index, "c2", new(s_files) { ["src/cart.py"] = "def weight(cart):\n    return 1\n" });
        _clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(4, Points.Count);

        Assert.Equal(1, await index.CollectGarbageAsync(_clock.GetUtcNow().AddDays(-1), default));

        Assert.Equal(
            ["src/cart.py", "src/store.py"], Points.Values.Select(p => p.Point.Payload["path"].StringValue).Order());
    }

    private static Task<IndexStats> IndexAsync(
        QdrantCodeIndex index, string commit, Dictionary<string, string> files, string repository = "r") =>
            index.IndexAsync(
            repository,
            commit,
            [.. files.Select(
                f => new IndexFile(f.Key, string.GetHashCode(f.Value, StringComparison.Ordinal).ToString("x")))],
            path => files[path],
            null,
            default);

    // For longer than any limit of these tests.
    private Task HangAsync(CancellationToken token)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return Task.Delay(Timeout.Infinite, token);
    }

    private QdrantCodeIndex New(
        int batch = 32,
        string? key = null,
        ConceptEmbeddings? model = null,
        TimeSpan? searchTime = null,
        TimeSpan? indexTime = null) => new(
            new CodeIndex(_database, _clock),
            model ?? _model,
            new QdrantOptions
            {
                Url = _qdrant.Url,
                ApiKey = key,
                Embedding = new EmbeddingOptions { Endpoint = new Uri("http://127.0.0.1:1"), Model = "concepts" },
                BatchSize = batch,
                SearchTime = searchTime ?? TimeSpan.FromMinutes(1),
                IndexTime = indexTime ?? TimeSpan.FromMinutes(1),
            },
            _clock,
            NullLogger<QdrantCodeIndex>.Instance);
}
