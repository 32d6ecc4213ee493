using Temporalio.Common;

namespace Temporalio.Runtime.Metrics;

/// <summary>A meter of workflow code: silent while it is replayed.</summary>
/// <param name="inner">Measures.</param>
/// <param name="guard">Runs a measurement, or does not.</param>
internal sealed class ReplaySafeMeter(MetricMeter inner, Action<Action> guard) : MetricMeter
{
    /// <inheritdoc/>
    public override MetricCounter<T> CreateCounter<T>(string name, string? unit = null, string? description = null) =>
        new Counter<T>(inner.CreateCounter<T>(name, unit, description), guard);

    /// <inheritdoc/>
    public override MetricHistogram<T> CreateHistogram<T>(string name, string? unit = null, string? description = null) =>
        new Histogram<T>(inner.CreateHistogram<T>(name, unit, description), guard);

    /// <inheritdoc/>
    public override MetricGauge<T> CreateGauge<T>(string name, string? unit = null, string? description = null) =>
        new Gauge<T>(inner.CreateGauge<T>(name, unit, description), guard);

    /// <inheritdoc/>
    public override MetricMeter WithTags(IEnumerable<KeyValuePair<string, object>> tags) =>
        new ReplaySafeMeter(inner.WithTags(tags), guard);

    private sealed class Counter<T>(MetricCounter<T> inner, Action<Action> guard)
        : MetricCounter<T>(inner.Name, inner.Unit, inner.Description)
        where T : struct
    {
        public override void Add(T value, IEnumerable<KeyValuePair<string, object>>? extraTags = null) =>
            guard(() => inner.Add(value, extraTags));

        public override MetricCounter<T> WithTags(IEnumerable<KeyValuePair<string, object>> tags) =>
            new Counter<T>(inner.WithTags(tags), guard);
    }

    private sealed class Histogram<T>(MetricHistogram<T> inner, Action<Action> guard)
        : MetricHistogram<T>(inner.Name, inner.Unit, inner.Description)
        where T : struct
    {
        public override void Record(T value, IEnumerable<KeyValuePair<string, object>>? extraTags = null) =>
            guard(() => inner.Record(value, extraTags));

        public override MetricHistogram<T> WithTags(IEnumerable<KeyValuePair<string, object>> tags) =>
            new Histogram<T>(inner.WithTags(tags), guard);
    }

    private sealed class Gauge<T>(MetricGauge<T> inner, Action<Action> guard)
        : MetricGauge<T>(inner.Name, inner.Unit, inner.Description)
        where T : struct
    {
        public override void Set(T value, IEnumerable<KeyValuePair<string, object>>? extraTags = null) =>
            guard(() => inner.Set(value, extraTags));

        public override MetricGauge<T> WithTags(IEnumerable<KeyValuePair<string, object>> tags) =>
            new Gauge<T>(inner.WithTags(tags), guard);
    }
}
