using System.Collections.Concurrent;

namespace Temporalio.Runtime.Metrics;

/// <summary>A metric in memory: a value for each set of tags.</summary>
/// <param name="kind">Counter, gauge or histogram.</param>
/// <param name="values">What its values are.</param>
/// <param name="name">The name.</param>
/// <param name="unit">The unit.</param>
/// <param name="description">What it means.</param>
/// <param name="seconds">Whether durations are kept in seconds, not milliseconds.</param>
/// <param name="bounds">Upper bounds of buckets, of a histogram.</param>
internal sealed class StoredMetric(
    MetricKind kind, MetricValues values, string name, string? unit, string? description, bool seconds, double[] bounds)
    : IMetricInstrument
{
    /// <summary>More sets of tags than this are a mistake of the application's; they are not kept.</summary>
    internal const int MaxSeries = 10_000;

    private readonly ConcurrentDictionary<MetricStore.StoredTags, Series> _series = new();

    public MetricKind Kind => kind;

    public bool IsInteger => values == MetricValues.Integer;

    public string Name => name;

    public string? Unit => unit;

    public string? Description => description;

    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>The values; consistent each, not together.</summary>
    /// <param name="reset">Whether counters and histograms begin anew.</param>
    /// <returns>A copy for each set of tags.</returns>
    public IEnumerable<(MetricStore.StoredTags Tags, Point Point)> Collect(bool reset = false) =>
        _series.Select(s => (s.Key, s.Value.Take(reset && kind != MetricKind.Gauge)));

    /// <inheritdoc/>
    public void Record(long value, object tags) => Record((double)value, tags);

    /// <inheritdoc/>
    public void Record(TimeSpan value, object tags) =>
        Record(seconds ? value.TotalSeconds : value.TotalMilliseconds, tags);

    /// <inheritdoc/>
    public void Record(double value, object tags)
    {
        var key = (MetricStore.StoredTags)tags;
        if (!_series.TryGetValue(key, out var series))
        {
            if (_series.Count >= MaxSeries)
            {
                return;
            }

            series = _series.GetOrAdd(key, static (_, m) => new(m.Kind, m.Bounds), this);
        }

        series.Record(value);
    }

    /// <summary>A value.</summary>
    /// <param name="Value">The sum, or the last value.</param>
    /// <param name="Count">The number of values.</param>
    /// <param name="Buckets">Values in each bucket, the last without bound.</param>
    internal sealed record Point(double Value, long Count, long[] Buckets);

    private sealed class Series(MetricKind kind, IReadOnlyList<double> bounds)
    {
        private readonly Lock _lock = new();
        private readonly long[] _buckets = kind == MetricKind.Histogram ? new long[bounds.Count + 1] : [];
        private double _value;
        private long _count;

        public void Record(double value)
        {
            lock (_lock)
            {
                _value = kind == MetricKind.Gauge ? value : _value + value;
                _count++;
                if (kind == MetricKind.Histogram)
                {
                    var at = 0;
                    while (at < bounds.Count && value > bounds[at])
                    {
                        at++;
                    }

                    _buckets[at]++;
                }
            }
        }

        public Point Take(bool reset)
        {
            lock (_lock)
            {
                var point = new Point(_value, _count, [.. _buckets]);
                if (reset)
                {
                    (_value, _count) = (0, 0);
                    Array.Clear(_buckets);
                }

                return point;
            }
        }
    }
}
