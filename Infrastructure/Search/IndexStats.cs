namespace OpsFlow.Infrastructure.Search;

/// <summary>What indexing a commit did.</summary>
/// <param name="Files">Files of the commit that are code or text by their name.</param>
/// <param name="Indexed">Files read and indexed now.</param>
/// <param name="Reused">Files whose blob was indexed before.</param>
/// <param name="Skipped">Files that are binary, too large or unreadable; they have no text in the index.</param>
public sealed record IndexStats(int Files, int Indexed, int Reused, int Skipped)
{
    /// <summary>What else people should know, such as that part of the work is left; null for nothing.</summary>
    public string? Notice { get; init; }
}
