namespace OpsFlow.Samples.ModelServer;

/// <summary>Draws what happens to a request.</summary>
internal sealed class Chance(int seed)
{
    // A normal deviate that 99 of 100 do not exceed.
    private const double Deviate99 = 2.326;

    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    public string? Fault(ModelRule rule)
    {
        var drawn = Next();
        foreach (var (share, name) in new[]
        {
            (rule.RateLimited, "refused"), (rule.Failing, "failed"), (rule.Cut, "cut"),
            (rule.Malformed, "malformed"), (rule.Hanging, "hanging"),
        })
        {
            if (drawn < share)
            {
                return name;
            }

            drawn -= share;
        }

        return null;
    }

    public TimeSpan Latency(ModelRule rule)
    {
        if (rule.MedianMs <= 0)
        {
            return TimeSpan.Zero;
        }

        var sigma = rule.P99Ms > rule.MedianMs ? Math.Log(rule.P99Ms / rule.MedianMs) / Deviate99 : 0;
        var normal = Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());
        return TimeSpan.FromMilliseconds(rule.MedianMs * Math.Exp(sigma * normal));
    }

    private double Next()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }
}
