using System.Collections.Concurrent;
using Temporalio.Client;
using Temporalio.Runtime;

namespace Temporalio.Tests.Support;

/// <summary>Keeps every metric value with its tags.</summary>
public sealed class MetricCapture : ICustomMetricMeter
{
    public ConcurrentQueue<(string Name, object Value, Dictionary<string, object> Tags)> Values { get; } = new();

    public ConcurrentDictionary<string, (Type Type, string? Unit, string? Description)> Metrics { get; } = new();

    /// <summary>A client with a connection of its own, whose runtime gives everything to this.</summary>
    public TemporalClient Client(
        TemporalClient like, Action<MetricsOptions>? configure = null, Action<TemporalClientConnectOptions>? connect = null)
    {
        var metrics = new MetricsOptions { CustomMetricMeter = this };
        configure?.Invoke(metrics);
        var options = new TemporalClientConnectOptions(like.Connection.Options.TargetHost!)
        {
            Runtime = new TemporalRuntime(new(new TelemetryOptions { Metrics = metrics })),
        };
        connect?.Invoke(options);
        return TemporalClient.CreateLazy(options);
    }

    public IEnumerable<object> Of(string name, params (string Name, object Value)[] tags) => Values
        .Where(v => v.Name == name && tags.All(t => v.Tags.TryGetValue(t.Name, out var value) && value.Equals(t.Value)))
        .Select(v => v.Value);

    public ICustomMetricCounter<T> CreateCounter<T>(string name, string? unit, string? description)
        where T : struct => Create<T>(name, unit, description);

    public ICustomMetricHistogram<T> CreateHistogram<T>(string name, string? unit, string? description)
        where T : struct => Create<T>(name, unit, description);

    public ICustomMetricGauge<T> CreateGauge<T>(string name, string? unit, string? description)
        where T : struct => Create<T>(name, unit, description);

    public object CreateTags(object? appendFrom, IReadOnlyCollection<KeyValuePair<string, object>> tags)
    {
        var all = appendFrom is null ? [] : new Dictionary<string, object>((Dictionary<string, object>)appendFrom);
        foreach (var (name, value) in tags)
        {
            all[name] = value;
        }

        return all;
    }

    private Metric<T> Create<T>(string name, string? unit, string? description)
        where T : struct
    {
        Metrics[name] = (typeof(T), unit, description);
        return new(this, name);
    }

    private sealed class Metric<T>(MetricCapture capture, string name)
        : ICustomMetricCounter<T>, ICustomMetricHistogram<T>, ICustomMetricGauge<T>
        where T : struct
    {
        public void Add(T value, object tags) => Record(value, tags);

        public void Set(T value, object tags) => Record(value, tags);

        public void Record(T value, object tags) =>
            capture.Values.Enqueue((name, value, (Dictionary<string, object>)tags));
    }
}
