namespace Temporalio.Runtime.Metrics;

/// <summary>Tags in a backend's own form.</summary>
/// <param name="Value">The form; null for no tags of any backend.</param>
internal readonly record struct TagSet(object? Value)
{
    /// <summary>No tags.</summary>
    public static TagSet Empty => default;

    /// <summary>These tags and more.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="tags">The tags to add.</param>
    /// <returns>All tags.</returns>
    public TagSet With(IMetricBackend backend, IEnumerable<KeyValuePair<string, object>>? tags) =>
        tags is null && Value is not null ? this : new(backend.CreateTags(Value, [.. tags ?? []]));
}
