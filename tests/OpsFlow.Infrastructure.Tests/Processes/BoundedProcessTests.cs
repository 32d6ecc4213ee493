using System.Diagnostics;
using OpsFlow.Infrastructure.Processes;
using OpsFlow.Infrastructure.Tests.Support;

namespace OpsFlow.Infrastructure.Tests.Processes;

public sealed class BoundedProcessTests
{
    private static readonly Dictionary<string, string> s_environment = new() { ["PATH"] = "/usr/bin:/bin" };

    [Fact]
    public async Task RunAsync_LargeOutput_IsCut()
    {
        var result = await RunAsync(Sh("head -c 1000000 /dev/zero") with { MaxOutputBytes = 1000 });
        Assert.True(result.OutputTruncated);
        Assert.Equal(1000, result.Output.Length);
    }

    [Fact]
    public async Task RunAsync_KeepTail_KeepsTheEnd()
    {
        var result = await RunAsync(Sh("seq 1 5000; echo end") with { MaxOutputBytes = 20, KeepOutputTail = true });
        Assert.EndsWith("end\n", result.OutputText);
        Assert.Equal(20, result.Output.Length);
    }

    [Fact]
    public async Task RunAsync_TimeLimit_KillsGrandchildrenToo()
    {
        using var folder = new TempFolder();
        var clock = Stopwatch.StartNew();
        var result = await RunAsync(Sh($"(sleep 4; touch {folder.Path}/late) & sleep 60") with { Timeout = TimeSpan.FromMilliseconds(300) });

        Assert.True(result.TimedOut);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4));
        await Task.Delay(TimeSpan.FromSeconds(4.5) - clock.Elapsed);
        Assert.False(File.Exists(folder.Path + "/late"));
    }

    [Fact]
    public async Task RunAsync_Environment_IsOnlyWhatWasGiven()
    {
        Assert.DoesNotContain("HOME=", (await RunAsync(Sh("env"))).OutputText);
    }

    [Fact]
    public async Task RunAsync_Cancelled_Throws()
    {
        using var stop = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BoundedProcess.RunAsync(Sh("sleep 30"), TimeProvider.System, stop.Token));
    }

    [Theory]
    [InlineData("a/b.txt", true)]
    [InlineData(".github/x", true)]
    [InlineData("../a", false)]
    [InlineData("a/../../b", false)]
    [InlineData("/a", false)]
    [InlineData("a//b", false)]
    [InlineData(".git/config", false)]
    [InlineData("sub/.GIT /config", false)]
    [InlineData("a\\b", false)]
    [InlineData("", false)]
    public void IsSafeRelative_Paths_AreJudged(string path, bool safe) => Assert.Equal(safe, FolderGuard.IsSafeRelative(path));

    [Fact]
    public void Resolve_SymbolicLink_IsRefused()
    {
        using var folder = new TempFolder();
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "out"), "/etc");
        Assert.Null(FolderGuard.Resolve(folder.Path, "out/passwd"));
    }

    private static ProcessSpec Sh(string command) => new()
    {
        Program = "/bin/sh",
        Arguments = ["-c", command],
        Folder = "/tmp",
        Environment = s_environment,
    };

    private static Task<ProcessResult> RunAsync(ProcessSpec spec) => BoundedProcess.RunAsync(spec, TimeProvider.System, default);
}
