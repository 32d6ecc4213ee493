using Microsoft.Extensions.Logging;

namespace Temporalio.Runtime.Metrics;

/// <summary>Gives metrics to a meter of the application's own. What that throws is logged, as nobody could handle it.
/// </summary>
internal sealed class CustomBackend(
    ICustomMetricMeter meter, CustomMetricMeterOptions.DurationFormat format, ILogger logger) : IMetricBackend
{
    /// <inheritdoc/>
    public IMetricInstrument Create(
        MetricKind kind, MetricValues values, string name, string? unit, string? description)
    {
        switch (kind, values)
        {
            case (MetricKind.Counter, _):
                var counter = meter.CreateCounter<long>(name, unit, description);
                return new Instrument(logger, integer: counter.Add);
            case (MetricKind.Gauge, MetricValues.Integer):
                var gauge = meter.CreateGauge<long>(name, unit, description);
                return new Instrument(logger, integer: gauge.Set);
            case (MetricKind.Gauge, _):
                var floats = meter.CreateGauge<double>(name, unit, description);
                return new Instrument(logger, floating: floats.Set);
            case (_, MetricValues.Integer):
                var integers = meter.CreateHistogram<long>(name, unit, description);
                return new Instrument(logger, integer: integers.Record);
            case (_, MetricValues.Float):
                var histogram = meter.CreateHistogram<double>(name, unit, description);
                return new Instrument(logger, floating: histogram.Record);
            default:
                return CreateDuration(name, unit, description);
        }
    }

    /// <inheritdoc/>
    public object CreateTags(object? appendFrom, IReadOnlyCollection<KeyValuePair<string, object>> tags) =>
        meter.CreateTags(appendFrom, tags);

    private Instrument CreateDuration(string name, string? unit, string? description)
    {
        switch (format)
        {
            case CustomMetricMeterOptions.DurationFormat.IntegerMilliseconds:
                var integers = meter.CreateHistogram<long>(name, unit ?? "ms", description);
                return new(logger, duration: (v, tags) => integers.Record((long)v.TotalMilliseconds, tags));
            case CustomMetricMeterOptions.DurationFormat.FloatSeconds:
                var floats = meter.CreateHistogram<double>(name, unit ?? "s", description);
                return new(logger, duration: (v, tags) => floats.Record(v.TotalSeconds, tags));
            default:
                var times = meter.CreateHistogram<TimeSpan>(name, unit ?? "duration", description);
                return new(logger, duration: times.Record);
        }
    }

    private sealed class Instrument(
        ILogger logger,
        Action<long, object>? integer = null,
        Action<double, object>? floating = null,
        Action<TimeSpan, object>? duration = null) : IMetricInstrument
    {
        public void Record(long value, object tags) => Guard(() => integer!(value, tags));

        public void Record(double value, object tags) => Guard(() => floating!(value, tags));

        public void Record(TimeSpan value, object tags) => Guard(() => duration!(value, tags));

        private void Guard(Action record)
        {
            try
            {
                record();
            }
            catch (Exception e)
            {
                logger.LogError(e, "The custom metric meter failed");
            }
        }
    }
}
