using System.Security.Cryptography;
using Grpc.Core;
using OpsFlow.Engine.Tests.Endurance;

namespace OpsFlow.Engine.Tests.Faults;

/// <summary>
/// The files of a killed server are cut off or overwritten. What SQLite guarantees must hold: with a torn log the
/// database
/// opens at an earlier commit, whole; with a damaged database every answer is right or says that it is damaged.
/// </summary>
public sealed class TornFileTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Workflows = 30;

    private readonly string _folder = Directory.CreateTempSubdirectory("torn-").FullName;
    private readonly Dictionary<string, string> _hashes = [];

    private string Original => Path.Combine(_folder, "original.db");

    public async Task InitializeAsync()
    {
        var port = FreePort.Next();
        await using var process = Child.Server(port, Original);
        await process.StartAsync();
        await using var server = new TestServer($"127.0.0.1:{port}");
        for (var i = 0; i < Workflows; i++)
        {
            await server.StartWorkflowAsync($"w{i}");
            await server.CompleteAsync(await server.PollWorkflowAsync(), Commands.Timer("t", TimeSpan.FromDays(1)));
            await server.SignalAsync($"w{i}", "s");
            await server.CompleteAsync(await server.PollWorkflowAsync());
            _hashes[$"w{i}"] = Hash(await server.HistoryAsync($"w{i}"));
        }

        await process.KillAsync();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Log_CutOffAnywhere_OpensWholeAtAnEarlierCommit()
    {
        var random = new Random(1);
        var whole = 0;
        var rounds = LongTests.Count(12, 400);
        for (var round = 0; round < rounds; round++)
        {
            var path = Copy(round);
            var log = new FileInfo(path + "-wal");
            using (var file = log.OpenWrite())
            {
                file.SetLength(random.NextInt64(log.Length));
            }

            await using var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });
            for (var i = 0; i < Workflows; i++)
            {
                whole += await WholeAsync(server, $"w{i}") ? 1 : 0;
            }

            await server.StartWorkflowAsync("new");
        }

        output.WriteLine(
            $"REPORT torn logs: {rounds} cut off anywhere, {whole} of {rounds * Workflows} histories there, "
            + "all of them whole");
        Assert.True(whole > 0);
    }

    [Fact]
    public async Task Files_Overwritten_AnswerRightOrSayThatTheyAreDamaged()
    {
        var random = new Random(2);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        void Count(string what) => counts[what] = counts.GetValueOrDefault(what) + 1;
        for (var round = 0; round < LongTests.Count(30, 1000); round++)
        {
            var path = Copy(round);
            await MoveLogIntoDatabaseAsync(path, random.Next(2) == 0);
            Damage(path, random);
            TestServer server;
            try
            {
                server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });
            }
            catch (IOException e)
            {
                Assert.Contains("database", e.Message, StringComparison.OrdinalIgnoreCase);
                Count("refused to open");
                continue;
            }

            await using (server)
            {
                for (var i = 0; i < Workflows; i++)
                {
                    Count(await AnswerAsync(server, $"w{i}"));
                }

                Count($"start: {await TestServer.StatusAsync(server.StartWorkflowAsync("new"))}");
            }
        }

        output.WriteLine("REPORT overwritten files: " + string.Join(", ", counts.Select(c => $"{c.Value} x {c.Key}")));
        Assert.DoesNotContain(
            counts.Keys,
            k => k.Contains("Internal", StringComparison.Ordinal) || k.Contains("wrong", StringComparison.Ordinal));
    }

    private async Task<string> AnswerAsync(TestServer server, string id)
    {
        var history = server.HistoryAsync(id);
        if (await TestServer.StatusAsync(history) is not StatusCode.OK and var status)
        {
            return $"{status}";
        }

        // Older than what was acknowledged, as after a torn log, is whole, too; anything else would be made up.
        return Hash(await history) == _hashes[id] ? "right" : await WholeAsync(server, id)
            ? "right, of an earlier time" : "wrong";
    }

    /// <summary>Whether the run is there with a history that continues to what was seen before.</summary>
    private static async Task<bool> WholeAsync(TestServer server, string id)
    {
        try
        {
            var history = await server.HistoryAsync(id);
            Assert.Equal(Enumerable.Range(1, history.Count).Select(n => (long)n), history.Select(e => e.EventId));
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>So that the damage meets the database itself, too, not only its log.</summary>
    private static async Task MoveLogIntoDatabaseAsync(string path, bool move)
    {
        if (move)
        {
            await using var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });
        }
    }

    private static void Damage(string path, Random random)
    {
        var log = new FileInfo(path + "-wal");
        var target = log is { Exists: true, Length: > 0 } && random.Next(2) == 0 ? log.FullName : path;
        using var file = new FileStream(target, FileMode.Open, FileAccess.ReadWrite);
        if (random.Next(4) == 0)
        {
            file.SetLength(random.NextInt64(file.Length));
            return;
        }

        for (var place = random.Next(1, 6); place > 0; place--)
        {
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            file.Position = random.NextInt64(file.Length);
            file.Write(bytes);
        }
    }

    private string Copy(int round)
    {
        var path = Path.Combine(_folder, $"{round}.db");
        foreach (var suffix in new[] { "", "-wal" })
        {
            File.Copy(Original + suffix, path + suffix, overwrite: true);
        }

        return path;
    }

    private static string Hash(IEnumerable<Temporalio.Api.History.V1.HistoryEvent> history) =>
        Convert.ToHexString(SHA256.HashData(Google.Protobuf.MessageExtensions.ToByteArray(
            new Temporalio.Api.History.V1.History { Events = { history } })));
}
