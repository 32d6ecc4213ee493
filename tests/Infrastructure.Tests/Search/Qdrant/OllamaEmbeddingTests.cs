using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Infrastructure.Search.Qdrant;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Store;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

/// <summary>Real vectors of a real server, by both protocols.</summary>
public sealed class OllamaEmbeddingTests(OllamaServer server) : IClassFixture<OllamaServer>, IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public async Task InitializeAsync()
    {
        if (Counterparts.ReasonToSkip(Counterparts.Ollama, "xz") is null)
        {
            await server.UseAsync("all-minilm", "Modelfile.embed");
        }
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [RequiresTheory(Counterparts.Ollama, "xz")]
    [InlineData(ModelProvider.OpenAi)]
    [InlineData(ModelProvider.Ollama)]
    public async Task SearchAsync_ARealModel_FindsWhatSharesNoWord(ModelProvider provider)
    {
        var options = new EmbeddingOptions
        {
            Endpoint = provider == ModelProvider.OpenAi ? new Uri(server.Url, "v1") : server.Url,
            Model = "all-minilm",
            Provider = provider,
        };
        await using var qdrant = await QdrantStandIn.StartAsync();
        await using var database = new Database(
            new StoreOptions { DataFolder = _folder.Path, PostgresConnectionString = null }, TimeProvider.System);
        using var index = new QdrantCodeIndex(
            new CodeIndex(database, TimeProvider.System),
            EmbeddingGenerators.Create(options),
            new QdrantOptions { Url = qdrant.Url, Embedding = options, SearchTime = TimeSpan.FromMinutes(2) },
            TimeProvider.System,
            NullLogger<QdrantCodeIndex>.Instance);
        var files = new Dictionary<string, string>
        {
            ["bread.py"] = "def bake(flour, water):\n    dough = knead(flour, water)\n    return oven(dough)\n",
            ["mail.py"] = "def send(letter, address):\n    smtp.deliver(letter, address)\n",
            // Far longer than the model reads.
            ["long.py"] = "def table():\n    return [\n" + string.Concat(
                Enumerable.Range(0, 70).Select(i => $"        'row {i} of data {i * i}',\n")) + "    ]\n",
        };

        var stats = await index.IndexAsync(
            "r", "c", [.. files.Keys.Select(f => new IndexFile(f, f))], path => files[path], null, default);
        var hits = await index.SearchAsync("r", "c", "email message delivery failed", 5, default);

        Assert.Equal("3 pieces of code got vectors.", stats.Notice);
        Assert.Null(index.Outage);
        Assert.Equal("send", hits[0].Symbol);
        Assert.Equal(384ul, qdrant.State.Collections["opsflow-code-all-minilm"].Size);
        Assert.Equal("bake", (await index.SearchAsync("r", "c", "cooking a loaf", 5, default))[0].Symbol);
    }

    [RequiresFact(Counterparts.Ollama, "xz")]
    public async Task IndexAsync_ModelThatIsNotThere_IsNamed()
    {
        foreach (var (provider, url) in new[] { (ModelProvider.OpenAi, new Uri(server.Url, "v1")),
            (ModelProvider.Ollama, server.Url) })
        {
            var options = new EmbeddingOptions { Endpoint = url, Model = "absent", Provider = provider };
            using var embedder = new CodeEmbedder(EmbeddingGenerators.Create(options), options);

            var e = await Assert.ThrowsAsync<CodeVectorException>(() => embedder.EmbedAsync(["text"], default));

            Assert.StartsWith($"The embedding model absent at {url} failed: ", e.Message);
        }
    }
}
