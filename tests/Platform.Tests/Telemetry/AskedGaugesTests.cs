using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Tests.Telemetry;

public sealed class AskedGaugesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, double> _seen = [];
    private readonly MeterListener _listener = new();
    private int _measured;

    public AskedGaugesTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("test_", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            _seen[instrument.Name] = value;
            _measured++;
        });
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task RefreshAsync_ASourceThatFails_HasNoValuesAndTheOthersHave()
    {
        var (good, bad) = (new Source("test_good"), new Source("test_bad"));
        using var gauges = new AskedGauges([bad, good], _time, NullLogger<AskedGauges>.Instance);
        await gauges.RefreshAsync(default);
        Assert.Equal(["test_bad", "test_good"], Observe().Keys.Order());

        bad.Fails = true;
        _time.Advance(TimeSpan.FromMinutes(1));
        await gauges.RefreshAsync(default);

        Assert.Equal("test_good", Assert.Single(Observe()).Key);
    }

    [Fact]
    public async Task RefreshAsync_AgainAtOnce_AsksNobody()
    {
        var source = new Source("test_often");
        using var gauges = new AskedGauges([source], _time, NullLogger<AskedGauges>.Instance);
        await Task.WhenAll(gauges.RefreshAsync(default), gauges.RefreshAsync(default));
        Assert.Equal(1, source.Asked);

        _time.Advance(TimeSpan.FromMinutes(1));
        await gauges.RefreshAsync(default);
        Assert.Equal(2, source.Asked);
    }

    [Fact]
    public async Task RefreshAsync_TwoSourcesOfOneGauge_TellsEachValueOnce()
    {
        using var gauges = new AskedGauges(
            [new Source("test_shared"), new Source("test_shared")], _time, NullLogger<AskedGauges>.Instance);
        await gauges.RefreshAsync(default);

        Assert.Equal("test_shared", Assert.Single(Observe()).Key);
        Assert.Equal(2, _measured);
    }

    private Dictionary<string, double> Observe()
    {
        _seen.Clear();
        _measured = 0;
        _listener.RecordObservableInstruments();
        return _seen;
    }

    private sealed class Source(string name) : IGaugeSource
    {
        public bool Fails { get; set; }

        public int Asked { get; private set; }

        public IReadOnlyDictionary<string, string> Gauges { get; } =
            new Dictionary<string, string> { [name] = "A test." };

        public Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken)
        {
            Asked++;
            return Fails
                ? throw new IOException("away")
                : Task.FromResult<IReadOnlyList<GaugeReading>>([new(name, 1)]);
        }
    }
}
