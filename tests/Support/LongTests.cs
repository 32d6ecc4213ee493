using System.Globalization;

namespace OpsFlow.Tests.Support;

/// <summary>Loops have a short form for every run and a long one for <c>./test --long</c>.</summary>
public static class LongTests
{
    /// <summary>Whether the long form was asked for.</summary>
    public static bool Enabled { get; } = Environment.GetEnvironmentVariable("OPSFLOW_LONG_TESTS") == "1";

    // OPSFLOW_LONG_SHARE=0.2: a fifth of each loop, where there is no time for all of it.
    private static double Share { get; } = double.TryParse(
        Environment.GetEnvironmentVariable("OPSFLOW_LONG_SHARE"), CultureInfo.InvariantCulture, out var share)
            ? share
            : 1;

    /// <summary>The number of one form or the other.</summary>
    public static int Count(int brief, int full) =>
        !Enabled ? brief : full <= brief ? full : Math.Max(brief, (int)(full * Share));
}
