namespace OpsFlow.Platform.Telemetry;

/// <summary>Knows what is only known by asking: the rows of a store, a cluster.</summary>
public interface IGaugeSource
{
    /// <summary>The names of its gauges, and what each says.</summary>
    IReadOnlyDictionary<string, string> Gauges { get; }

    /// <summary>All values of now.</summary>
    Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken);
}
