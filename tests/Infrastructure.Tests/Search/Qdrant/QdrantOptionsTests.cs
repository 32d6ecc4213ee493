using OpsFlow.Infrastructure.Search.Qdrant;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

public sealed class QdrantOptionsTests
{
    [Fact]
    public void FromEnvironment_NoUrl_IsNull() => Assert.Null(Read(("OPSFLOW_EMBEDDING_MODEL", "m")));

    [Fact]
    public void FromEnvironment_OnlyTheModel_TakesTheLlmEndpointAndItsKey()
    {
        var options = Read(
            ("OPSFLOW_QDRANT_URL", "https://qdrant"), ("OPSFLOW_EMBEDDING_MODEL", "m"),
            ("OPSFLOW_LLM_URL", "http://llm/v1"), ("OPSFLOW_LLM_API_KEY", "secret"))!;

        Assert.Equal(new Uri("https://qdrant:6334"), options.Url);
        Assert.Equal(
            new EmbeddingOptions { Endpoint = new Uri("http://llm/v1"), Model = "m", ApiKey = "secret" }, options.Embedding);
    }

    [Fact]
    public void FromEnvironment_OwnEndpoint_DoesNotGetTheLlmKey()
    {
        var options = Read(
            ("OPSFLOW_QDRANT_URL", "https://q:443"), ("OPSFLOW_QDRANT_API_KEY", "k"), ("OPSFLOW_EMBEDDING_MODEL", "m"),
            ("OPSFLOW_EMBEDDING_URL", "http://own"), ("OPSFLOW_EMBEDDING_PROVIDER", "ollama"), ("OPSFLOW_LLM_API_KEY", "secret"))!;

        Assert.Equal(("https://q/", "k"), ($"{options.Url}", options.ApiKey));
        Assert.Equal(
            new EmbeddingOptions { Endpoint = new Uri("http://own"), Model = "m", Provider = EmbeddingProvider.Ollama },
            options.Embedding);
    }

    [Fact]
    public void FromEnvironment_Faults_AreAllNamed()
    {
        var e = Assert.Throws<ArgumentException>(
            () => Read(("OPSFLOW_QDRANT_URL", "localhost:6334"), ("OPSFLOW_EMBEDDING_PROVIDER", "x")));

        Assert.Equal(
            "OPSFLOW_QDRANT_URL must be an http or https URL; "
            + "OPSFLOW_EMBEDDING_URL or OPSFLOW_LLM_URL is required with OPSFLOW_QDRANT_URL; "
            + "OPSFLOW_EMBEDDING_MODEL is required with OPSFLOW_QDRANT_URL; "
            + "OPSFLOW_EMBEDDING_PROVIDER must be openai or ollama",
            e.Message);
    }

    private static QdrantOptions? Read(params (string Name, string Value)[] variables) =>
        QdrantOptions.FromEnvironment(name => variables.FirstOrDefault(v => v.Name == name).Value);
}
