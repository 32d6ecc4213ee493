namespace OpsFlow.Engine.Tests;

/// <summary>Loops have a short form for every run and a long one for <c>./test --long</c>.</summary>
internal static class LongTests
{
    public static bool Enabled { get; } = Environment.GetEnvironmentVariable("OPSFLOW_LONG_TESTS") == "1";

    public static int Count(int brief, int full) => Enabled ? full : brief;
}
