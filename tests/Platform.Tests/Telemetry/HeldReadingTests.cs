using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Tests.Telemetry;

public sealed class HeldReadingTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HeldReading _held;
    private bool _fails;
    private int _asked;

    public HeldReadingTests() => _held = new(AskAsync, _time);

    [Fact]
    public async Task ReadAsync_AgainWithinAMinute_AsksOnce()
    {
        Assert.Equal(1, await ValueAsync());
        Assert.Equal(1, await ValueAsync());

        _time.Advance(HeldReading.Held);
        Assert.Equal(2, await ValueAsync());
    }

    [Fact]
    public async Task ReadAsync_TheFirstTimeFails_SaysNothingAndAsksAMinuteLater()
    {
        _fails = true;
        await Assert.ThrowsAsync<IOException>(ValueAsync);
        _fails = false;
        Assert.Null(await ValueAsync());
        Assert.Equal(1, _asked);

        _time.Advance(HeldReading.Held);
        Assert.Equal(2, await ValueAsync());
    }

    [Fact]
    public async Task ReadAsync_ALaterTimeFails_HoldsTheValueOfBefore()
    {
        await ValueAsync();
        _fails = true;
        _time.Advance(HeldReading.Held);
        await Assert.ThrowsAsync<IOException>(ValueAsync);
        Assert.Equal(1, await ValueAsync());
    }

    private async Task<double?> ValueAsync() => (await _held.ReadAsync(default)).SingleOrDefault()?.Value;

    private Task<IReadOnlyList<GaugeReading>> AskAsync(CancellationToken cancellationToken)
    {
        _asked++;
        return _fails
            ? throw new IOException("away")
            : Task.FromResult<IReadOnlyList<GaugeReading>>([new("test_held", _asked)]);
    }
}
