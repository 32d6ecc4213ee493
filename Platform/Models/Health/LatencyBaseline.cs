namespace OpsFlow.Platform.Models.Health;

/// <summary>How long an endpoint's sign of life usually takes.</summary>
/// <param name="Samples">The successful checks that it was made of.</param>
public readonly record struct LatencyBaseline(double Milliseconds, long Samples)
{
    private const int Warming = 4;
    private const double Floor = 10;
    private const double Weight = 0.1;

    /// <summary>What is assumed before the first check: 50 ms.</summary>
    public static LatencyBaseline Assumed { get; } = new(50, 0);

    /// <summary>The baseline after another successful check: the first four keep the maximum.</summary>
    public LatencyBaseline Add(double milliseconds)
    {
        var value = Samples switch
        {
            0 => milliseconds,
            < Warming => Math.Max(Milliseconds, milliseconds),
            _ => ((1 - Weight) * Milliseconds) + (Weight * milliseconds),
        };
        return new(Math.Max(Floor, value), Samples + 1);
    }
}
