using System.Diagnostics;

namespace OpsFlow.Engine.Tests.Endurance;

/// <summary>
/// Server and workers are killed at any moment while callers work; nothing that was acknowledged is lost.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Failpoints = ["BeforeCommit", "InWrite", "AfterCommit", "BeforeEffects"];

    private readonly string _folder = Directory.CreateTempSubdirectory("kills-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task KillsUnderMixedLoad_LoseNothingAcknowledged()
    {
        var kills = LongTests.Count(brief: 10, full: 1000);
        var watch = Stopwatch.StartNew();
        var port = FreePort.Next();
        var address = $"127.0.0.1:{port}";
        var queue = $"kill-{Guid.NewGuid():N}";
        await using var server = Child.Server(port, Path.Combine(_folder, "server.db"));
        await using var worker1 = Child.Worker(address, queue);
        await using var worker2 = Child.Worker(address, queue);
        await server.StartAsync();
        await worker1.StartAsync();
        await worker2.StartAsync();
        var client = await TemporalClient.ConnectAsync(new(address));
        var load = new Callers(client, queue);
        using var stop = new CancellationTokenSource();
        // A workflow mostly waits for the timeouts of tasks that died with a worker: many callers make a thick load.
        var callers = load.RunAsync(callers: LongTests.Count(16, 32), TimeSpan.FromMilliseconds(20), stop.Token);
        var (done, serverKills) = await KillAsync(kills, server, [worker1, worker2], new Random(1));
        await stop.CancelAsync();
        // Whatever was begun must come to its end: nothing is stuck.
        await callers;
        var wrong = await load.Ledger.CheckAsync(client);

        output.WriteLine(
            $"REPORT {done} kills ({serverKills} of the server, {done - serverKills} of workers) in "
            + $"{watch.Elapsed.TotalSeconds:F0} s; "
            + $"{load.Ledger.Started} workflows started, {load.Ledger.Completed} completed, "
            + $"{load.Ledger.Acknowledged} acknowledgements; {wrong.Count} problems, "
            + $"{load.Unclean.Count} failed callers");
        foreach (var problem in load.Unclean.Concat(wrong).Take(20))
        {
            output.WriteLine(problem);
        }

        Assert.Empty(load.Unclean);
        Assert.Empty(wrong);
        Assert.Equal(load.Ledger.Started, load.Ledger.Completed);
        Assert.True(load.Ledger.Completed >= kills / 10, "too little happened for the kills to mean anything");
    }

    private static async Task<(int All, int OfServer)> KillAsync(
        int kills, Child server, Child[] workers, Random random)
    {
        var ofServer = 0;
        var kill = 0;
        for (; kill < kills; kill++)
        {
            await Task.Delay(random.Next(30, 600));
            if (kill % 5 < 3)
            {
                ofServer++;
                await server.KillAsync();
                // Every other time the next one dies of itself at a named place, if it comes there.
                var place = $"{Failpoints[random.Next(Failpoints.Length)]}:{random.Next(1, 60)}";
                if (kill % 2 == 0
                    && (!await server.TryStartAsync(("OPSFLOW_ENGINE_FAILPOINT", place))
                        || await server.WaitForExitAsync(TimeSpan.FromSeconds(2))))
                {
                    kill++;
                    ofServer++;
                    await server.KillAsync();
                    await server.StartAsync();
                }
                else if (kill % 2 != 0)
                {
                    await server.StartAsync();
                }
            }
            else
            {
                var worker = workers[random.Next(workers.Length)];
                await worker.KillAsync();
                await worker.StartAsync();
            }
        }

        // Whatever it was told to die of, the last one stays.
        await server.KillAsync();
        await server.StartAsync();
        return (kill, ofServer);
    }
}
