namespace OpsFlow.Platform.Telemetry;

/// <summary>
/// Values that are too much to be asked for at every look: asked for once a minute, and held meanwhile. Before they
/// were known once there are none, as 0 would say that all is well.
/// </summary>
/// <param name="askAsync">Asks for them.</param>
public sealed class HeldReading(
    Func<CancellationToken, Task<IReadOnlyList<GaugeReading>>> askAsync, TimeProvider time)
{
    /// <summary>How long they are held.</summary>
    public static readonly TimeSpan Held = TimeSpan.FromMinutes(1);

    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;
    private IReadOnlyList<GaugeReading> _readings = [];

    /// <summary>The values; those of before when asking failed within the last minute.</summary>
    public async Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _askedAt >= Held)
        {
            // Before it is known how it ends: what fails is not asked for again at every look.
            _askedAt = now;
            _readings = await askAsync(cancellationToken);
        }

        return _readings;
    }
}
