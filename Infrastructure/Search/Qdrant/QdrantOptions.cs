namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>Where code vectors are kept and how they are made.</summary>
public sealed record QdrantOptions
{
    /// <summary>Qdrant's gRPC address, such as <c>http://127.0.0.1:6334</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Qdrant's API key; null where none is needed.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The embedding model.</summary>
    public required EmbeddingOptions Embedding { get; init; }

    /// <summary>Time limit of one call to Qdrant. Default 20 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Time that the vectors may add to a search, embedding its text included. Default 5 s.</summary>
    public TimeSpan SearchTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for the vectors of one commit; what is missing then is for the next analysis. Default 6 min.</summary>
    public TimeSpan IndexTime { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>How long neither is asked after one of them failed. Default 1 min.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Most pieces of a commit that get vectors. Default 50,000.</summary>
    public int MaxPieces { get; init; } = 50_000;

    /// <summary>Pieces embedded and written with one call each. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Reads <c>OPSFLOW_QDRANT_URL</c>, <c>OPSFLOW_QDRANT_API_KEY</c> and <c>OPSFLOW_EMBEDDING_MODEL</c>, <c>_URL</c>,
    /// <c>_API_KEY</c>, <c>_PROVIDER</c> (<c>openai</c> or <c>ollama</c>). Endpoint and key of the embeddings are those of
    /// <c>OPSFLOW_LLM_*</c> unless set. Null without a Qdrant URL.
    /// </summary>
    /// <exception cref="ArgumentException">A variable has a value that cannot be used; all faults are named.</exception>
    public static QdrantOptions? FromEnvironment(Func<string, string?> read)
    {
        string? Read(string name) => read(name) is { Length: > 0 } value ? value : null;
        if (Read("OPSFLOW_QDRANT_URL") is not { } url)
        {
            return null;
        }

        var faults = new List<string>();
        Uri? Address(string name, string text)
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            {
                return uri;
            }

            faults.Add($"{name} must be an http or https URL");
            return null;
        }

        var qdrant = Address("OPSFLOW_QDRANT_URL", url);
        var ownEndpoint = Read("OPSFLOW_EMBEDDING_URL");
        var endpoint = (ownEndpoint ?? Read("OPSFLOW_LLM_URL")) is { } text
            ? Address(ownEndpoint is null ? "OPSFLOW_LLM_URL" : "OPSFLOW_EMBEDDING_URL", text) : null;
        if (ownEndpoint is null && Read("OPSFLOW_LLM_URL") is null)
        {
            faults.Add("OPSFLOW_EMBEDDING_URL or OPSFLOW_LLM_URL is required with OPSFLOW_QDRANT_URL");
        }

        var model = Read("OPSFLOW_EMBEDDING_MODEL");
        if (model is null)
        {
            faults.Add("OPSFLOW_EMBEDDING_MODEL is required with OPSFLOW_QDRANT_URL");
        }

        var provider = Read("OPSFLOW_EMBEDDING_PROVIDER") ?? "openai";
        if (provider is not ("openai" or "ollama"))
        {
            faults.Add("OPSFLOW_EMBEDDING_PROVIDER must be openai or ollama");
        }

        return faults.Count > 0
            ? throw new ArgumentException(string.Join("; ", faults))
            : new QdrantOptions
            {
                // 6333 is the port of its REST API, which this client does not speak.
                Url = qdrant!.IsDefaultPort && !url.Contains($":{qdrant.Port}", StringComparison.Ordinal)
                    ? new UriBuilder(qdrant) { Port = 6334 }.Uri : qdrant,
                ApiKey = Read("OPSFLOW_QDRANT_API_KEY"),
                Embedding = new EmbeddingOptions
                {
                    Endpoint = endpoint!,
                    Model = model!,
                    // A key goes only to the endpoint that it was given for.
                    ApiKey = Read("OPSFLOW_EMBEDDING_API_KEY") ?? (ownEndpoint is null ? Read("OPSFLOW_LLM_API_KEY") : null),
                    Provider = provider == "ollama" ? EmbeddingProvider.Ollama : EmbeddingProvider.OpenAi,
                },
            };
    }
}
