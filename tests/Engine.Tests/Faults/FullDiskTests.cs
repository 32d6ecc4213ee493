using System.Diagnostics;
using Google.Protobuf;
using OpsFlow.Engine.Tests.Crash;
using Temporalio.Api.Common.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Tests.Faults;

/// <summary>The disk is full, for a process of its own whose files may not grow beyond a limit.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("full-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FullDiskFact]
    public async Task FullDisk_RefusesCleanlyAndGoesOnWhenThereIsRoom()
    {
        await using var process = new ServerProcess(Path.Combine(_folder, "server.db"));
        await process.StartAsync(fullDisk: true);
        await using var server = new TestServer(process.Address);
        var input = new Payloads { Payloads_ = { new Payload { Data = ByteString.CopyFrom(new byte[200_000]) } } };
        await server.StartWorkflowAsync("first");
        await FullDiskFactAttribute.LimitAsync(process.Id, "3000000");
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
        await FullDiskFactAttribute.LimitAsync(process.Id, "unlimited");
        await server.StartWorkflowAsync("after", r => r.Input = input);
        acknowledged.Add("after");
        await process.KillAsync();
        await process.StartAsync();
        await using var again = new TestServer(process.Address);

        foreach (var id in acknowledged)
        {
            Assert.Equal(2, (await again.HistoryAsync(id)).Count);
        }
    }
}

/// <summary>Runs where a process's limit on the size of its files can be set from outside, or says that it cannot.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FullDiskFactAttribute : FactAttribute
{
    public FullDiskFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!OperatingSystem.IsLinux() || !folders.Any(f => File.Exists(Path.Combine(f, "prlimit"))))
        {
            Skip = "prlimit, which limits the files of another process, is not on PATH";
        }
    }

    /// <summary>Sets how large files of the process may become, in bytes.</summary>
    internal static async Task LimitAsync(int process, string bytes)
    {
        using var tool = Process.Start("prlimit", ["--pid", $"{process}", $"--fsize={bytes}:unlimited"]);
        await tool.WaitForExitAsync();
        Assert.Equal(0, tool.ExitCode);
    }
}
