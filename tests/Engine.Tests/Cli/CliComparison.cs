using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Hosting;
using OpsFlow.Engine.Tests.External;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Worker.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Tests.Cli;

/// <summary>Runs all commands, one after the other, against this server and the official one; again where they differ.</summary>
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
        if (Programs.Find("temporal") is null)
        {
            return;
        }

        // A machine that pauses lets tasks time out, on either server: what differs only then is not a difference.
        for (var run = 0; run < Runs && (run == 0 || CliCommand.All.Any(c => !IsSame(c.Name, Ours[c.Name], Official[c.Name]))); run++)
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

    private static Task ReportWorkersAsync(ScriptedWorker worker) => worker.CallAsync(
        "RecordWorkerHeartbeat",
        new RecordWorkerHeartbeatRequest
        {
            Namespace = TestServer.Namespace,
            Identity = "scripted",
            WorkerHeartbeat = { Beat("key-1", "cli"), Beat("key-2", "versioned") },
        },
        RecordWorkerHeartbeatResponse.Parser);

    private static WorkerHeartbeat Beat(string key, string queue) => new()
    {
        WorkerInstanceKey = key,
        WorkerIdentity = "scripted",
        TaskQueue = queue,
        SdkName = "scripted",
        SdkVersion = "1.0",
        Status = WorkerStatus.Running,
        StartTime = Timestamp.FromDateTime(DateTime.UtcNow),
        HeartbeatTime = Timestamp.FromDateTime(DateTime.UtcNow),
        HostInfo = new WorkerHostInfo { HostName = "host", ProcessId = "1", CurrentHostCpuUsage = 0.5f },
        DeploymentVersion = new WorkerDeploymentVersion { DeploymentName = "app", BuildId = "1.0" },
        WorkflowTaskSlotsInfo = new WorkerSlotsInfo { CurrentAvailableSlots = 5, SlotSupplierKind = "Fixed" },
    };

    private static bool IsSame(string command, CliOutcome ours, CliOutcome official) =>
        CliDifferences.Between(ours, official).All(CliDifferences.Of(command).Covers);

    private async Task<(Dictionary<string, CliOutcome> Ours, Dictionary<string, CliOutcome> Official)> RunAllAsync()
    {
        var ours = new Dictionary<string, CliOutcome>(StringComparer.Ordinal);
        var official = new Dictionary<string, CliOutcome>(StringComparer.Ordinal);
        await using var theirServer = await OfficialDevServer.StartAsync(
            "--dynamic-config-value", "frontend.WorkerHeartbeatsEnabled=true",
            "--dynamic-config-value", "frontend.ListWorkersEnabled=true");
        await using var ourServer = await EngineHost.StartAsync(new EngineOptions());
        await using var officialWorker = new ScriptedWorker(theirServer.Address);
        await using var ourWorker = new ScriptedWorker(ourServer.Address);
        await ReportWorkersAsync(officialWorker);
        await ReportWorkersAsync(ourWorker);
        foreach (var command in CliCommand.All)
        {
            var patience = Stopwatch.StartNew();
            while (true)
            {
                var outcomes = await Task.WhenAll(RunAsync(ourServer.Address, command, ours), RunAsync(theirServer.Address, command, official));
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
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(
                Programs.Find("temporal")!,
                [.. command.Fill(earlier), "--address", address, "-o", "json", "--command-timeout", "120s"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
                WorkingDirectory = _home,
                Environment = { ["TEMPORAL_CONFIG_FILE"] = Path.Combine(_home, "none.toml"), ["USER"] = "tester" },
            },
        };
        process.Start();
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(CommandPatience);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new CliOutcome(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new CliOutcome(-1, "", "did not end");
        }
    }
}
