namespace OpsFlow.Platform.Telemetry;

/// <summary>One value of a gauge.</summary>
/// <param name="Gauge">The gauge's name.</param>
/// <param name="Value">The value.</param>
/// <param name="Labels">Its labels; their words are few and known before.</param>
public sealed record GaugeReading(string Gauge, double Value, params KeyValuePair<string, object?>[] Labels)
{
    /// <summary>A label.</summary>
    public static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
