using Temporalio.Common;

namespace Temporalio.Runtime.Metrics;

/// <summary>A meter over a backend.</summary>
internal sealed class BackendMeter(IMetricBackend backend, TagSet own) : MetricMeter
{
    /// <inheritdoc/>
    public override MetricCounter<T> CreateCounter<T>(string name, string? unit = null, string? description = null)
    {
        var values = ValuesOf<T>(integers: true);
        return new Counter<T>(
            backend, backend.Create(MetricKind.Counter, values, name, unit, description), own, (name, unit, description));
    }

    /// <inheritdoc/>
    public override MetricHistogram<T> CreateHistogram<T>(string name, string? unit = null, string? description = null)
    {
        var values = ValuesOf<T>(integers: true, floats: true, durations: true);
        return new Histogram<T>(
            backend, backend.Create(MetricKind.Histogram, values, name, unit, description), own, (name, unit, description));
    }

    /// <inheritdoc/>
    public override MetricGauge<T> CreateGauge<T>(string name, string? unit = null, string? description = null)
    {
        var values = ValuesOf<T>(integers: true, floats: true);
        return new Gauge<T>(
            backend, backend.Create(MetricKind.Gauge, values, name, unit, description), own, (name, unit, description));
    }

    /// <inheritdoc/>
    public override MetricMeter WithTags(IEnumerable<KeyValuePair<string, object>> tags) =>
        new BackendMeter(backend, own.With(backend, tags));

    /// <summary>What the values of a type are.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="integers">Whether whole numbers are allowed.</param>
    /// <param name="floats">Whether floating point numbers are allowed.</param>
    /// <param name="durations">Whether durations are allowed.</param>
    /// <returns>What they are.</returns>
    internal static MetricValues ValuesOf<T>(bool integers, bool floats = false, bool durations = false)
    {
        MetricValues? values = Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.Byte or TypeCode.SByte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32
                or TypeCode.Int64 or TypeCode.UInt64 when integers && !typeof(T).IsEnum => MetricValues.Integer,
            TypeCode.Single or TypeCode.Double when floats => MetricValues.Float,
            _ when durations && typeof(T) == typeof(TimeSpan) => MetricValues.Duration,
            _ => null,
        };
        return values ?? throw new ArgumentException($"Invalid metric type of {typeof(T)}");
    }

    private static void Record<T>(IMetricInstrument instrument, T value, object tags)
        where T : struct
    {
        switch (value)
        {
            case TimeSpan time:
                instrument.Record(time, tags);
                break;
            case double or float:
                instrument.Record(Convert.ToDouble(value), tags);
                break;
            case ulong big:
                instrument.Record((long)Math.Min(big, long.MaxValue), tags);
                break;
            default:
                instrument.Record(Convert.ToInt64(value), tags);
                break;
        }
    }

    private sealed class Counter<T>(
        IMetricBackend backend, IMetricInstrument instrument, TagSet own, (string Name, string? Unit, string? Text) info)
        : MetricCounter<T>(info.Name, info.Unit, info.Text)
        where T : struct
    {
        public override void Add(T value, IEnumerable<KeyValuePair<string, object>>? extraTags = null) =>
            Record(instrument, value, own.With(backend, extraTags).Value!);

        public override MetricCounter<T> WithTags(IEnumerable<KeyValuePair<string, object>> tags) =>
            new Counter<T>(backend, instrument, own.With(backend, tags), info);
    }

    private sealed class Histogram<T>(
        IMetricBackend backend, IMetricInstrument instrument, TagSet own, (string Name, string? Unit, string? Text) info)
        : MetricHistogram<T>(info.Name, info.Unit, info.Text)
        where T : struct
    {
        public override void Record(T value, IEnumerable<KeyValuePair<string, object>>? extraTags = null) =>
            BackendMeter.Record(instrument, value, own.With(backend, extraTags).Value!);

        public override MetricHistogram<T> WithTags(IEnumerable<KeyValuePair<string, object>> tags) =>
            new Histogram<T>(backend, instrument, own.With(backend, tags), info);
    }

    private sealed class Gauge<T>(
        IMetricBackend backend, IMetricInstrument instrument, TagSet own, (string Name, string? Unit, string? Text) info)
        : MetricGauge<T>(info.Name, info.Unit, info.Text)
        where T : struct
    {
        public override void Set(T value, IEnumerable<KeyValuePair<string, object>>? extraTags = null) =>
            Record(instrument, value, own.With(backend, extraTags).Value!);

        public override MetricGauge<T> WithTags(IEnumerable<KeyValuePair<string, object>> tags) =>
            new Gauge<T>(backend, instrument, own.With(backend, tags), info);
    }
}
