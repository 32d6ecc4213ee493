using OpsFlow.Domain.CodeAnalysis;
using System.Diagnostics;
using OpsFlow.Infrastructure.Processes;

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
        var result = await RunAsync(
            Sh($"(while :; do echo . >> {folder.Path}/ticks; sleep 0.1; done) & sleep 600") with { Timeout = TimeSpan.FromSeconds(3) });

        Assert.True(result.TimedOut);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(300));
        var ticks = new FileInfo(Path.Combine(folder.Path, "ticks")).Length;
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(ticks, new FileInfo(Path.Combine(folder.Path, "ticks")).Length);
    }

    [Fact]
    public async Task RunAsync_Environment_IsOnlyWhatWasGiven()
    {
        Assert.DoesNotContain("HOME=", (await RunAsync(Sh("env"))).OutputText);
    }

    [Fact]
    public async Task RunAsync_Canceled_Throws()
    {
        using var stop = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BoundedProcess.RunAsync(Sh("sleep 300"), TimeProvider.System, stop.Token));
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
    public void IsSafeRelative_Paths_AreJudged(string path, bool safe) => Assert.Equal(safe, SafePath.IsRelative(path));

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

    private static Task<ProcessResult> RunAsync(ProcessSpec spec) =>
        BoundedProcess.RunAsync(spec, TimeProvider.System, default);
}
