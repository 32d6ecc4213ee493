namespace OpsFlow.Api.Tests.Hosting;

/// <summary>
/// What the whole program does without: the descriptors of the protocol, which are tens of MiB, and each of which
/// builds those of the files that it refers to. The runtime tells which methods it compiled.
/// </summary>
public class DescriptorTests
{
    [Fact]
    public async Task IdleProgram_ServerAndWorker_BuildNoDescriptorOfTheProtocol()
    {
        using var data = new TempFolder();
        var compiled = Path.Combine(data.Path, "compiled");
        await using var app = await AppProcess.StartAsync(data.Path, new Dictionary<string, string>
        {
            ["DOTNET_JitStdOutFile"] = compiled,
            ["DOTNET_JitDisasmSummary"] = "1",
        });

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        string[] lines;
        do
        {
            await Task.Delay(200, patience.Token);
            lines = await ReadAsync(compiled, patience.Token);
        }
        while (!lines.Any(IsWorkersPoll));

        Assert.DoesNotContain(
            lines, l => l.Contains("Temporalio.Api.", StringComparison.Ordinal)
                && l.Contains("Reflection:.cctor", StringComparison.Ordinal));
    }

    // The worker's last step on the way to having nothing to do, as the engine reads it: the worker's core is no
    // managed code.
    private static bool IsWorkersPoll(string line) =>
        line.Contains("PollWorkflowTaskQueueRequest:", StringComparison.Ordinal)
        && line.Contains("InternalMergeFrom", StringComparison.Ordinal);

    private static async Task<string[]> ReadAsync(string path, CancellationToken token)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return (await reader.ReadToEndAsync(token)).Split('\n');
    }
}
