using System.Diagnostics.Metrics;
using Temporalio.Runtime;
using Temporalio.Workflows;

namespace Temporalio.Extensions.DiagnosticSource;

/// <summary>Gives the library's metrics to a <see cref="System.Diagnostics.Metrics.Meter"/>, and so to whatever listens to
/// it.</summary>
public class CustomMetricMeter : ICustomMetricMeter
{
    private readonly bool _disableTracing;

    /// <summary>Makes a meter.</summary>
    /// <param name="meter">Takes the metrics.</param>
    /// <param name="disableWorkflowTracingEventListener">Whether the check for foreign task schedulers is suspended while a
    /// value is recorded from workflow code, for listeners that use threads. Default false.</param>
    public CustomMetricMeter(Meter meter, bool disableWorkflowTracingEventListener = false)
    {
        Meter = meter;
        _disableTracing = disableWorkflowTracingEventListener;
    }

    /// <summary>Takes the metrics.</summary>
    public Meter Meter { get; }

    /// <inheritdoc/>
    public ICustomMetricCounter<T> CreateCounter<T>(string name, string? unit, string? description)
        where T : struct
    {
        var counter = Meter.CreateCounter<T>(name, unit, description);
        return new Instrument<T>((value, tags) => Record(() => counter.Add(value, tags)));
    }

    /// <summary>Makes a histogram; one of <see cref="TimeSpan"/> is recorded in seconds.</summary>
    /// <typeparam name="T">The type of its values.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="description">What it means.</param>
    /// <returns>The histogram.</returns>
    public ICustomMetricHistogram<T> CreateHistogram<T>(string name, string? unit, string? description)
        where T : struct
    {
        if (typeof(T) == typeof(TimeSpan))
        {
            var seconds = Meter.CreateHistogram<double>(name, "s", description);
            return new Instrument<T>((value, tags) =>
                Record(() => seconds.Record(((TimeSpan)(object)value).TotalSeconds, tags)));
        }

        var histogram = Meter.CreateHistogram<T>(name, unit, description);
        return new Instrument<T>((value, tags) => Record(() => histogram.Record(value, tags)));
    }

    /// <inheritdoc/>
    public ICustomMetricGauge<T> CreateGauge<T>(string name, string? unit, string? description)
        where T : struct
    {
        var gauge = Meter.CreateGauge<T>(name, unit, description);
        return new Instrument<T>((value, tags) => Record(() => gauge.Record(value, tags)));
    }

    /// <inheritdoc/>
    public object CreateTags(object? appendFrom, IReadOnlyCollection<KeyValuePair<string, object>> tags)
    {
        var all = new Dictionary<string, object?>();
        foreach (var (name, value) in (KeyValuePair<string, object?>[]?)appendFrom ?? [])
        {
            all[name] = value;
        }

        foreach (var (name, value) in tags)
        {
            all[name] = value;
        }

        return all.ToArray();
    }

    private void Record(Action record)
    {
        if (_disableTracing && Workflow.InWorkflow)
        {
            Workflow.Unsafe.WithTracingEventListenerDisabled(record);
        }
        else
        {
            record();
        }
    }

    private sealed class Instrument<T>(Action<T, KeyValuePair<string, object?>[]> record)
        : ICustomMetricCounter<T>, ICustomMetricHistogram<T>, ICustomMetricGauge<T>
        where T : struct
    {
        public void Add(T value, object tags) => record(value, (KeyValuePair<string, object?>[])tags);

        public void Record(T value, object tags) => record(value, (KeyValuePair<string, object?>[])tags);

        public void Set(T value, object tags) => record(value, (KeyValuePair<string, object?>[])tags);
    }
}
