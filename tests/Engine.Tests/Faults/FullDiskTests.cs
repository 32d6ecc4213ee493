using OpsFlow.Engine.Tests.Endurance;
using Grpc.Core;

namespace OpsFlow.Engine.Tests.Faults;

/// <summary>The disk is full, for a process of its own whose files may not grow beyond a limit.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const string Program = "prlimit";

    private readonly string _folder = Directory.CreateTempSubdirectory("full-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresFact(Program)]
    public async Task FullDisk_RefusesCleanlyAndGoesOnWhenThereIsRoom()
    {
        var port = FreePort.Next();
        await using var process = Child.ServerOnFullDisk(port, Path.Combine(_folder, "server.db"));
        // The runtime must not keep compiled code in files.
        await process.StartAsync(("DOTNET_EnableWriteXorExecute", "0"));
        await using var server = new TestServer($"127.0.0.1:{port}");
        var input = new Payloads { Payloads_ = { new Payload { Data = ByteString.CopyFrom(new byte[200_000]) } } };
        await server.StartWorkflowAsync("first");
        await LimitAsync(process.Id, "3000000");
        var acknowledged = new List<string> { "first" };
        RpcException? refused = null;
        for (var i = 0; refused is null && i < 100; i++)
        {
            try
            {
                await server.StartWorkflowAsync($"w{i}", r => r.Input = input);
                acknowledged.Add($"w{i}");
            }
            catch (RpcException e)
            {
                refused = e;
            }
        }

        Assert.NotNull(refused);
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal(2, (await server.HistoryAsync("first")).Count);
        await LimitAsync(process.Id, "unlimited");
        await server.StartWorkflowAsync("after", r => r.Input = input);
        acknowledged.Add("after");
        await process.KillAsync();
        await process.StartAsync();
        await using var again = new TestServer($"127.0.0.1:{port}");

        foreach (var id in acknowledged)
        {
            Assert.Equal(2, (await again.HistoryAsync(id)).Count);
        }
    }

    /// <summary>Sets how large files of the process may become, in bytes.</summary>
    private static async Task LimitAsync(int process, string bytes)
    {
        var (exitCode, _, error) = await Tool.TryRunAsync(
            Counterparts.Program(Program)!, ["--pid", $"{process}", $"--fsize={bytes}:unlimited"]);
        Assert.True(exitCode == 0, error);
    }
}
