using System.Collections.Concurrent;

namespace Temporalio.Runtime.Metrics;

/// <summary>Measures the library itself. Free of cost where nothing is measured.</summary>
internal sealed class MetricRecorder
{
    private readonly TemporalRuntime _runtime;
    private readonly IMetricBackend? _backend;
    private readonly TagSet _tags;
    private readonly ConcurrentDictionary<string, IMetricInstrument> _instruments = new();
    private readonly ConcurrentDictionary<(string, string), TagSet> _tagged = new();

    /// <summary>Makes a recorder.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="tags">Tags of everything it measures.</param>
    public MetricRecorder(TemporalRuntime runtime, params IEnumerable<KeyValuePair<string, object>> tags)
    {
        _runtime = runtime;
        _backend = runtime.Backend;
        _tags = _backend is null ? default : TagSet.Empty.With(_backend, [.. runtime.SdkTags, .. tags]);
    }

    /// <summary>Whether anything is measured.</summary>
    public bool IsEnabled => _backend is not null;

    /// <summary>Counts one.</summary>
    /// <param name="name">The metric.</param>
    /// <param name="tag">Another tag.</param>
    /// <param name="value">Its value.</param>
    /// <param name="tag2">One more tag.</param>
    /// <param name="value2">Its value.</param>
    public void Count(string name, string? tag = null, string? value = null, string? tag2 = null, string? value2 = null)
    {
        if (_backend is not null)
        {
            Get(MetricKind.Counter, MetricValues.Integer, name).Record(1L, Tags(tag, value, tag2, value2));
        }
    }

    /// <summary>Records a duration.</summary>
    /// <param name="name">The metric.</param>
    /// <param name="time">The duration; a negative one, which clocks may bring about, counts as none.</param>
    /// <param name="tag">Another tag.</param>
    /// <param name="value">Its value.</param>
    public void Time(string name, TimeSpan time, string? tag = null, string? value = null)
    {
        if (_backend is not null)
        {
            Get(MetricKind.Histogram, MetricValues.Duration, name)
                .Record(time < TimeSpan.Zero ? TimeSpan.Zero : time, Tags(tag, value, null, null));
        }
    }

    /// <summary>Sets a gauge.</summary>
    /// <param name="name">The metric.</param>
    /// <param name="number">The value.</param>
    /// <param name="tag">Another tag.</param>
    /// <param name="value">Its value.</param>
    public void Set(string name, long number, string? tag = null, string? value = null)
    {
        if (_backend is not null)
        {
            Get(MetricKind.Gauge, MetricValues.Integer, name).Record(number, Tags(tag, value, null, null));
        }
    }

    private IMetricInstrument Get(MetricKind kind, MetricValues values, string name) =>
        _instruments.GetOrAdd(name, n => _backend!.Create(
            kind, values, _runtime.Prefix + n, null, null));

    private object Tags(string? tag, string? value, string? tag2, string? value2)
    {
        if (tag is null)
        {
            return _tags.Value!;
        }

        var all = _tagged.GetOrAdd(
            (tag, value!), key => _tags.With(_backend!, [new(key.Item1, key.Item2)]));
        return tag2 is null ? all.Value! : all.With(_backend!, [new(tag2, value2!)]).Value!;
    }
}
