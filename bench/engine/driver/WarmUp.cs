using System.Runtime;

namespace Bench.Engine;

/// <summary>
/// Runs workflows on a fast server until the runtime has compiled what they need, as the official driver is from its
/// start.
/// </summary>
public static class WarmUp
{
    private const int MaxRounds = 12;
    private const int WorkflowsInRound = 600;

    // The runtime compiles in the background, at moments of its own choice.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Done = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Runs rounds of workflows until two in a row compile next to nothing, and says how many it took.
    /// </summary>
    /// <param name="address">host:port of the server.</param>
    /// <param name="options">What to run.</param>
    public static async Task RunAsync(string address, DriverOptions options)
    {
        var count = options.Scenario == "ten-activities" ? WorkflowsInRound / 4 : WorkflowsInRound;
        await using var fleet = await Fleet.StartAsync(address, options);
        var rounds = 0;
        for (var quiet = 0; quiet < 2 && rounds < MaxRounds; rounds++)
        {
            var before = JitInfo.GetCompilationTime();
            await fleet.RunAsync(options.Scenario, options.Concurrency, count, null);
            await Task.Delay(Pause);
            quiet = JitInfo.GetCompilationTime() - before < Done ? quiet + 1 : 0;
        }

        Console.WriteLine($"warmed up by {rounds * count} workflows on {address}");
    }
}
