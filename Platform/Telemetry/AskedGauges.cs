using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpsFlow.Platform.Timing;

namespace OpsFlow.Platform.Telemetry;

/// <summary>
/// The gauges of all <see cref="IGaugeSource"/>s. Whoever exports refreshes them before; a source that cannot be asked
/// has no values, which alerts can tell from zero.
/// </summary>
public sealed partial class AskedGauges : IDisposable
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly Meter _meter = new(OpsFlowMeter.Name);
    private readonly SemaphoreSlim _refresh = new(1, 1);
    private readonly IReadOnlyList<IGaugeSource> _sources;
    private readonly TimeProvider _time;
    private readonly ILogger<AskedGauges> _logger;
    private DateTimeOffset _refreshedAt = DateTimeOffset.MinValue;
    private volatile IReadOnlyList<GaugeReading> _readings = [];

    public AskedGauges(IEnumerable<IGaugeSource> sources, TimeProvider time, ILogger<AskedGauges> logger)
    {
        (_sources, _time, _logger) = ([.. sources], time, logger);
        // Several sources may know values of one gauge, each with its own labels.
        foreach (var (name, description) in _sources.SelectMany(s => s.Gauges).DistinctBy(g => g.Key))
        {
            _meter.CreateObservableGauge(
                name,
                () => _readings.Where(r => r.Gauge == name).Select(r => new Measurement<double>(r.Value, r.Labels)),
                description: description);
        }
    }

    /// <summary>Asks all sources, unless they were asked a moment ago.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refresh.WaitAsync(cancellationToken);
        try
        {
            if (_time.GetUtcNow() - _refreshedAt < s_fresh)
            {
                return;
            }

            // One after the other: whoever watches must not crowd out whoever works.
            var readings = new List<GaugeReading>();
            foreach (var source in _sources)
            {
                readings.AddRange(await AskAsync(source, cancellationToken));
            }

            (_readings, _refreshedAt) = (readings, _time.GetUtcNow());
        }
        finally
        {
            _refresh.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _refresh.Dispose();
    }

    private async Task<IReadOnlyList<GaugeReading>> AskAsync(IGaugeSource source, CancellationToken cancellationToken)
    {
        using var patience = new TimeLimit(s_patience, _time, cancellationToken);
        try
        {
            return await source.ReadAsync(patience.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogAway(_logger, source.GetType().Name, e.Message);
            return [];
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Source} could not be read, its metrics are missing: {Reason}")]
    private static partial void LogAway(ILogger logger, string source, string reason);
}
