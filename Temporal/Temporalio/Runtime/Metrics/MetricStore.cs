using System.Collections.Concurrent;
using System.Globalization;

namespace Temporalio.Runtime.Metrics;

/// <summary>Keeps metrics in memory, to be served or sent.</summary>
internal sealed class MetricStore(
    bool seconds, IReadOnlyDictionary<string, IReadOnlyCollection<double>>? bucketOverrides, string prefix) : IMetricBackend
{
    private readonly ConcurrentDictionary<string, StoredMetric> _metrics = new();

    /// <summary>The metrics, by name.</summary>
    public IEnumerable<StoredMetric> Metrics => _metrics.Values.OrderBy(m => m.Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public IMetricInstrument Create(
        MetricKind kind, MetricValues values, string name, string? unit, string? description)
    {
        var isDuration = values == MetricValues.Duration;
        var metric = _metrics.GetOrAdd(name, _ => new(
            kind,
            values,
            name,
            isDuration ? (seconds ? "s" : "ms") : unit,
            description,
            isDuration && seconds,
            kind == MetricKind.Histogram ? Bounds(name, isDuration) : []));
        return metric.Kind == kind
            ? metric
            : throw new ArgumentException($"Metric {name} is a {metric.Kind} already");
    }

    /// <inheritdoc/>
    public object CreateTags(object? appendFrom, IReadOnlyCollection<KeyValuePair<string, object>> tags)
    {
        var all = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var (key, value) in ((StoredTags?)appendFrom)?.Values ?? [])
        {
            all[key] = value;
        }

        foreach (var (key, value) in tags)
        {
            all[key] = value;
        }

        return new StoredTags([.. all]);
    }

    private double[] Bounds(string name, bool isDuration)
    {
        var bare = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        if (bucketOverrides is not null
            && (bucketOverrides.TryGetValue(name, out var bounds) || bucketOverrides.TryGetValue(bare, out bounds)))
        {
            return [.. bounds.Order()];
        }

        var milliseconds = SdkMetrics.BucketsOf(bare);
        return isDuration && seconds ? [.. milliseconds.Select(m => m / 1000)] : milliseconds;
    }

    /// <summary>Tags, sorted by name.</summary>
    internal sealed class StoredTags(KeyValuePair<string, object>[] values) : IEquatable<StoredTags>
    {
        private readonly string _key = string.Join('\u0001', values.Select(v => $"{v.Key}\u0002{Text(v.Value)}"));

        /// <summary>The tags.</summary>
        public KeyValuePair<string, object>[] Values => values;

        /// <summary>A value as text.</summary>
        /// <param name="value">The value.</param>
        /// <returns>The text.</returns>
        public static string Text(object value) =>
            value is bool b ? (b ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

        /// <inheritdoc/>
        public bool Equals(StoredTags? other) => other?._key == _key;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is StoredTags other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);
    }
}
