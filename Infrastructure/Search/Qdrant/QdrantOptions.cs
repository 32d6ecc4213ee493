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
}
