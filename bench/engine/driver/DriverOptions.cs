using System.Globalization;

namespace Bench.Engine;

/// <summary>
/// The command line; names and defaults are those of the official SDK's driver, so that one script runs both.
/// </summary>
public sealed record DriverOptions
{
    /// <summary>host:port of the server.</summary>
    public string Address { get; init; } = "127.0.0.1:7233";

    /// <summary>What a workflow does.</summary>
    public string Scenario { get; init; } = "one-activity";

    /// <summary>Workflows in flight.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>Workflows to measure.</summary>
    public int Count { get; init; } = 1000;

    /// <summary>Workflows before measuring.</summary>
    public int Warmup { get; init; } = 50;

    /// <summary>A fast server on which the driver itself is warmed up first; null for none.</summary>
    public string? WarmAddress { get; init; }

    /// <summary>
    /// Polls for workflow tasks at once, half of them for runs in memory, which is how the official driver's worker
    /// shares them.
    /// </summary>
    public int WorkflowPollers { get; init; } = 8;

    /// <summary>Polls for activities at once.</summary>
    public int ActivityPollers { get; init; } = 8;

    /// <summary>The server's process, whose processor time and memory are reported; 0 for none.</summary>
    public int Pid { get; init; }

    /// <summary>Where the figures are written; null for nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <param name="args">Pairs of -name and value.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">An option is not known, or has no value.</exception>
    public static DriverOptions Parse(string[] args)
    {
        var options = new DriverOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value");
            options = args[i] switch
            {
                "-address" => options with { Address = value },
                "-scenario" => options with { Scenario = value },
                "-concurrency" => options with { Concurrency = Number(value) },
                "-count" => options with { Count = Number(value) },
                "-warmup" => options with { Warmup = Number(value) },
                "-warm-address" => options with { WarmAddress = value },
                "-workflow-pollers" => options with { WorkflowPollers = Number(value) },
                "-activity-pollers" => options with { ActivityPollers = Number(value) },
                "-pid" => options with { Pid = Number(value) },
                "-json" => options with { Json = value },
                _ => throw new ArgumentException($"{args[i]} is not known"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
