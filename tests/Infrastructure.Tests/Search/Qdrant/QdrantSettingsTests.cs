using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Models;
using OpsFlow.Infrastructure.Search.Qdrant;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

public sealed class QdrantSettingsTests
{
    [Fact]
    public void Read_NoUrl_IsNull() => Assert.Null(Read(("OPSFLOW_EMBEDDING_MODEL", "m")));

    [Fact]
    public void Read_OnlyTheModel_TakesTheLlmEndpointAndItsKey()
    {
        var options = Read(
            ("OPSFLOW_QDRANT_URL", "https://qdrant"), ("OPSFLOW_EMBEDDING_MODEL", "m"),
            ("OPSFLOW_LLM_URL", "http://llm/v1"), ("OPSFLOW_LLM_API_KEY", "secret"))!;

        Assert.Equal(new Uri("https://qdrant:6334"), options.Url);
        Assert.Equal(
            new EmbeddingOptions { Endpoint = new Uri("http://llm/v1"), Model = "m", ApiKey = "secret" },
            options.Embedding);
    }

    [Fact]
    public void Read_OwnEndpoint_DoesNotGetTheLlmKey()
    {
        var options = Read(
            ("OPSFLOW_QDRANT_URL", "https://q:443"), ("OPSFLOW_QDRANT_API_KEY", "k"), ("OPSFLOW_EMBEDDING_MODEL", "m"),
            ("OPSFLOW_EMBEDDING_URL", "http://own"), ("OPSFLOW_EMBEDDING_PROVIDER", "ollama"),
            ("OPSFLOW_LLM_API_KEY", "secret"))!;

        Assert.Equal(("https://q/", "k"), ($"{options.Url}", options.ApiKey));
        Assert.Equal(
            new EmbeddingOptions { Endpoint = new Uri("http://own"), Model = "m", Provider = ModelProvider.Ollama },
            options.Embedding);
    }

    [Fact]
    public void Read_WrongValues_AreAllNamed()
    {
        var reader = Reader(("OPSFLOW_QDRANT_URL", "localhost:6334"), ("OPSFLOW_EMBEDDING_PROVIDER", "x"));
        reader.Read<QdrantSettings>();

        Assert.Contains("OPSFLOW_QDRANT_URL must be an http or https URL", reader.Refusal!, StringComparison.Ordinal);
        Assert.Contains(
            "OPSFLOW_EMBEDDING_PROVIDER must be openai or ollama", reader.Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UrlAlone_NamesWhatItNeeds()
    {
        var reader = Reader(("OPSFLOW_QDRANT_URL", "http://q"));
        reader.Read<QdrantSettings>();

        Assert.Contains(
            "OPSFLOW_EMBEDDING_URL or OPSFLOW_LLM_URL is required with OPSFLOW_QDRANT_URL", reader.Refusal!,
            StringComparison.Ordinal);
        Assert.Contains(
            "OPSFLOW_EMBEDDING_MODEL is required with OPSFLOW_QDRANT_URL", reader.Refusal!, StringComparison.Ordinal);
    }

    private static QdrantOptions? Read(params (string Name, string Value)[] variables)
    {
        var reader = Reader(variables);
        var settings = reader.Read<QdrantSettings>();
        Assert.Null(reader.Refusal);
        return settings.ToOptions();
    }

    private static SettingsReader Reader(params (string Name, string Value)[] variables) => new(
        new ConfigurationBuilder().AddInMemoryCollection(variables.ToDictionary(
            v => v.Name[SettingsReader.Prefix.Length..], v => (string?)v.Value)).Build());
}
