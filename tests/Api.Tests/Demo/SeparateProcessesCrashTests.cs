using System.Diagnostics;

namespace OpsFlow.Api.Tests.Demo;

/// <summary>Server, worker and API as processes of their own, of which one at a time is killed.</summary>
public sealed class SeparateProcessesCrashTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Demo_ServerWorkerOrApiKilled_EndsWithOneBranchOneCommit()
    {
        var kills = LongTests.Count(3, 200);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        var watch = Stopwatch.StartNew();
        for (var done = 0; done < kills; done += 10)
        {
            await RunAsync(random, Math.Min(10, kills - done));
        }

        output.WriteLine(
            $"REPORT demonstration in separate processes: {kills} kills of server, worker or API in "
            + $"{watch.Elapsed.TotalSeconds:F0} s (seed {seed}), each demonstration with one branch, one commit");
    }

    private async Task RunAsync(Random random, int kills)
    {
        using var data = new TempFolder();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        var port = FreePort.Next();
        var environment = new Dictionary<string, string>
        {
            ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{port}",
            ["OPSFLOW_DATA"] = data.Path,
            ["OPSFLOW_WORKERS"] = "false",
        };
        await using var server = new ServiceProcess(
            "OpsFlow.Engine", environment, "--port", $"{port}", "--db", Path.Combine(data.Path, "temporal.db"));
        await using var worker = new ServiceProcess("OpsFlow.Worker", environment);
        server.Start();
        await server.ListensAsync(port);
        worker.Start();
        var api = AppProcess.LaunchDemo(data.Path, environment);
        for (var i = 0; i < kills; i++)
        {
            await Task.Delay(random.Next(200, 2000), patience.Token);
            switch (random.Next(3))
            {
                case 0:
                    await server.DisposeAsync();
                    server.Start();
                    await server.ListensAsync(port);
                    break;
                case 1:
                    await worker.DisposeAsync();
                    worker.Start();
                    break;
                default:
                    await api.DisposeAsync();
                    api = AppProcess.LaunchDemo(data.Path, environment);
                    break;
            }
        }

        // A server killed under the demonstration's own call may end it with an error: the next one goes on.
        for (var attempt = 0; ; attempt++)
        {
            var exitCode = await api.WaitForExitAsync(TimeSpan.FromMinutes(10));
            foreach (var line in api.Output)
            {
                output.WriteLine(line);
            }

            await api.DisposeAsync();
            if (exitCode == 0)
            {
                return;
            }

            Assert.InRange(attempt, 0, 2);
            api = AppProcess.LaunchDemo(data.Path, environment);
        }
    }
}
