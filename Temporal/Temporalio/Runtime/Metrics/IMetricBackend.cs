namespace Temporalio.Runtime.Metrics;

/// <summary>Takes metrics.</summary>
internal interface IMetricBackend
{
    /// <summary>Makes or finds something that is measured.</summary>
    /// <param name="kind">Counter, gauge or histogram.</param>
    /// <param name="values">What its values are.</param>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="description">What it means.</param>
    /// <returns>It.</returns>
    IMetricInstrument Create(MetricKind kind, MetricValues values, string name, string? unit, string? description);

    /// <summary>Makes tags in the backend's own form.</summary>
    /// <param name="appendFrom">Tags to add to.</param>
    /// <param name="tags">The tags.</param>
    /// <returns>The tags.</returns>
    object CreateTags(object? appendFrom, IReadOnlyCollection<KeyValuePair<string, object>> tags);
}
