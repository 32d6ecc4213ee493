using System.Diagnostics;

namespace OpsFlow.Engine.Tests.Cli;

/// <summary>
/// Runs all commands, one after the other, against this server and the official one; again where they differ.
/// </summary>
public sealed class CliComparison : IAsyncLifetime
{
    private const int Runs = 3;
    private static readonly TimeSpan CommandPatience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _home = Directory.CreateTempSubdirectory("cli-").FullName;

    internal Dictionary<string, CliOutcome> Ours { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, CliOutcome> Official { get; } = new(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        if (TestServers.OfficialMissing is not null)
        {
            return;
        }

        // A machine that pauses lets tasks time out, on either server: what differs only then is not a difference.
        for (var run = 0; run < Runs && (run == 0 || CliCommand.All.Any(Differs)); run++)
        {
            var (ours, official) = await RunAllAsync();
            foreach (var name in ours.Keys.Where(n => run == 0 || IsSame(n, ours[n], official[n])))
            {
                Ours[name] = ours[name];
                Official[name] = official[name];
            }
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_home, recursive: true);
        return Task.CompletedTask;
    }

    private bool Differs(CliCommand command) => !IsSame(command.Name, Ours[command.Name], Official[command.Name]);

    private static bool IsSame(string command, CliOutcome ours, CliOutcome official) =>
        CliDifferences.Between(ours, official).All(CliDifferences.Of(command).Covers);

    private async Task<(Dictionary<string, CliOutcome> Ours, Dictionary<string, CliOutcome> Official)> RunAllAsync()
    {
        var ours = new Dictionary<string, CliOutcome>(StringComparer.Ordinal);
        var official = new Dictionary<string, CliOutcome>(StringComparer.Ordinal);
        await using var theirServer = await DevServer.StartAsync(
            Counterparts.Program("temporal")!,
            "--dynamic-config-value", "frontend.WorkerHeartbeatsEnabled=true",
            "--dynamic-config-value", "frontend.ListWorkersEnabled=true");
        await using var ourServer = await EngineHost.StartAsync(new EngineOptions());
        await using var officialWorker = new ScriptedWorker(theirServer.Address);
        await using var ourWorker = new ScriptedWorker(ourServer.Address);
        await officialWorker.ReportWorkersAsync();
        await ourWorker.ReportWorkersAsync();
        foreach (var command in CliCommand.All)
        {
            var patience = Stopwatch.StartNew();
            while (true)
            {
                var outcomes = await Task.WhenAll(
                    RunAsync(ourServer.Address, command, ours), RunAsync(theirServer.Address, command, official));
                ours[command.Name] = outcomes[0];
                official[command.Name] = outcomes[1];
                if (!command.Reads || patience.Elapsed > Patience || IsSame(command.Name, outcomes[0], outcomes[1]))
                {
                    break;
                }

                await Task.Delay(500);
            }
        }

        return (ours, official);
    }

    private async Task<CliOutcome> RunAsync(string address, CliCommand command, Dictionary<string, CliOutcome> earlier)
    {
        var (exitCode, output, error) = await Tool.TryRunAsync(
            Counterparts.Program("temporal")!,
            [.. command.Fill(earlier), "--address", address, "-o", "json", "--command-timeout", "120s"],
            _home,
            CommandPatience,
            environment: [("TEMPORAL_CONFIG_FILE", Path.Combine(_home, "none.toml")), ("USER", "tester")]);
        return new CliOutcome(exitCode, output, error);
    }
}
