using System.Diagnostics;
using Temporalio.Client;
using Temporalio.Worker;
using Xunit.Abstractions;

namespace OpsFlow.Engine.Tests.Endurance;

/// <summary>The network between library and server is bad; callers and workers come through.</summary>
public sealed class NetworkFaultTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("network-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NetworkTheory]
    [InlineData("slow answers")]
    [InlineData("cut")]
    [InlineData("half-open")]
    [InlineData("narrow")]
    [InlineData("reset")]
    [InlineData("broken off")]
    public async Task Link_Fails_NothingAcknowledgedIsLost(string fault)
    {
        var rounds = Environment.GetEnvironmentVariable("OPSFLOW_LONG_TESTS") == "1" ? 50 : 3;
        var watch = Stopwatch.StartNew();
        var port = FreePort.Next();
        await using var server = Child.Server(port, Path.Combine(_folder, "server.db"));
        await server.StartAsync();
        await using var link = await FaultyLink.StartAsync(port);
        var queue = $"network-{Guid.NewGuid():N}";
        var client = await TemporalClient.ConnectAsync(new(link.Address)
        {
            // A connection whose other end is silent is given up soon.
            KeepAlive = new() { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) },
        });
        var load = new Load(client, queue);
        using var worker = new TemporalWorker(client, WorkerProgram.Options(queue));
        await worker.ExecuteAsync(async () =>
        {
            using var stop = new CancellationTokenSource();
            var callers = load.RunAsync(callers: 6, TimeSpan.FromMilliseconds(20), stop.Token);
            var random = new Random(2);
            for (var round = 0; round < rounds; round++)
            {
                await Task.Delay(random.Next(200, 600));
                await SpoilAsync(link, fault, random);
            }

            await stop.CancelAsync();
            await callers;
        });
        var direct = await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}"));
        var wrong = await load.Ledger.CheckAsync(direct);

        output.WriteLine(
            $"REPORT link {fault}: {rounds} times in {watch.Elapsed.TotalSeconds:F0} s; {load.Ledger.Started} workflows started, "
            + $"{load.Ledger.Completed} completed, {load.Ledger.Acknowledged} acknowledgements; {wrong.Count} problems");
        Assert.Empty(load.Unclean);
        Assert.Empty(wrong);
        Assert.Equal(load.Ledger.Started, load.Ledger.Completed);
        Assert.NotEqual(0, load.Ledger.Completed);
    }

    private static async Task SpoilAsync(FaultyLink link, string fault, Random random)
    {
        var lasts = TimeSpan.FromMilliseconds(random.Next(300, 1200));
        switch (fault)
        {
            case "slow answers":
                await DuringAsync(link, "latency", new { latency = 200, jitter = 150 }, "downstream", lasts);
                break;
            case "cut":
                await link.EnableAsync(false);
                await Task.Delay(lasts);
                await link.EnableAsync(true);
                break;
            case "half-open":
                // Nothing comes through any more, and nobody says so.
                await DuringAsync(link, "timeout", new { timeout = 0 }, random.Next(2) == 0 ? "upstream" : "downstream", lasts);
                break;
            case "narrow":
                await DuringAsync(link, "bandwidth", new { rate = 8 }, random.Next(2) == 0 ? "upstream" : "downstream", lasts);
                break;
            case "reset":
                await DuringAsync(link, "reset_peer", new { timeout = random.Next(0, 50) }, "downstream", lasts);
                break;
            default:
                // In the middle of a message.
                await DuringAsync(link, "limit_data", new { bytes = random.Next(1, 4000) }, "downstream", lasts);
                break;
        }
    }

    private static async Task DuringAsync(FaultyLink link, string type, object attributes, string stream, TimeSpan lasts)
    {
        await link.AddAsync(type, attributes, stream);
        await Task.Delay(lasts);
        await link.RemoveAsync(type, stream);
    }
}
