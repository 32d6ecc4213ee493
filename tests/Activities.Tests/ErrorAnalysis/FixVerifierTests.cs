using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Infrastructure.Sandbox;
using OpsFlow.Infrastructure.Syntax;

namespace OpsFlow.Activities.Tests.ErrorAnalysis;

public sealed class FixVerifierTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public FixVerifierTests()
    {
        _folder.Write("value.txt", "bad");
        _folder.Write(".git/config", "x");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("grep -q good value.txt", VerificationOutcome.Proven)]
    [InlineData("true", VerificationOutcome.NotRedBefore)]
    [InlineData("false", VerificationOutcome.StillRed)]
    [InlineData("grep -q bad value.txt", VerificationOutcome.StillRed)]
    [InlineData("no-such-program --x", VerificationOutcome.Error)]
    [InlineData("  ", VerificationOutcome.NotConfigured)]
    public async Task VerifyAsync_Command_HasOutcome(string command, VerificationOutcome expected) =>
        Assert.Equal(expected, (await VerifyAsync(command)).Outcome);

    [Fact]
    public async Task VerifyAsync_Always_LeavesTheCheckoutAlone()
    {
        var result = await VerifyAsync("echo spoiled > value.txt; test ! -e .git && grep -q x other || true; exit 1");
        Assert.Equal("bad", File.ReadAllText(Path.Combine(_folder.Path, "value.txt")));
        Assert.Equal(VerificationOutcome.StillRed, result.Outcome);
    }

    [Fact]
    public async Task VerifyAsync_Environment_IsScrubbed()
    {
        Environment.SetEnvironmentVariable("OPSFLOW_TEST_SECRET", "s3cret");
        Assert.DoesNotContain("s3cret", (await VerifyAsync("env; exit 1")).RedOutput);
    }

    [RequiresFact("unshare")]
    public async Task VerifyAsync_Network_IsCutButLoopbackWorks()
    {
        var result = await VerifyAsync("cat /proc/net/dev | grep -c : ; ls /proc | grep -c '^[0-9]'; exit 1");
        Assert.EndsWith("no network", result.Isolation, StringComparison.Ordinal);
        var numbers = result.RedOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        Assert.Equal(1, numbers[0]);
        Assert.InRange(numbers[1], 1, 10);
    }

    [RequiresFact("unshare")]
    public async Task VerifyAsync_HiddenFolder_CannotBeRead()
    {
        using var secrets = new TempFolder();
        secrets.Write("key", "s3cret");
        var options = new SandboxOptions();
        options.HiddenFolders.Add(secrets.Path);

        var result = await VerifyAsync($"cat {secrets.Path}/key; ls -d {secrets.Path}; exit 1", options);

        Assert.EndsWith("no network", result.Isolation, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.RedOutput);
        Assert.True(File.Exists(Path.Combine(secrets.Path, "key")));
    }

    [RequiresFact("unshare", "setpriv")]
    public async Task VerifyAsync_Confinement_CannotBeUndone()
    {
        using var secrets = new TempFolder();
        secrets.Write("key", "s3cret");
        var options = new SandboxOptions();
        options.HiddenFolders.Add(secrets.Path);
        var undo = $"umount {secrets.Path}; mount -o remount,rw {secrets.Path}; cat {secrets.Path}/key; ls -A /run";

        var result = await VerifyAsync($"{undo}; grep -E 'Cap(Eff|Bnd)|NoNewPrivs' /proc/self/status; exit 1", options);

        Assert.EndsWith("no network", result.Isolation, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.RedOutput);
        var lines = result.RedOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^3..];
        Assert.Equal(["CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1"], lines);
    }

    [RequiresFact("unshare")]
    public async Task VerifyAsync_TemporaryFolder_IsPrivate()
    {
        var name = $"opsflow-left-{Guid.NewGuid():n}";
        var result = await VerifyAsync($"touch /tmp/{name}; ls /tmp; cat \"$PWD/value.txt\"; exit 1");
        Assert.EndsWith("no network", result.Isolation, StringComparison.Ordinal);
        Assert.False(File.Exists($"/tmp/{name}"));
        var lines = result.RedOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("bad", lines[^1]);
        Assert.All(lines[..^1], l => Assert.StartsWith("opsflow-", l));
    }

    [RequiresFact("unshare", "python3")]
    public async Task VerifyAsync_Loopback_Works() => Assert.Contains("talked", (await VerifyAsync("""
        python3 -c '
        import socket
        s = socket.create_server(("127.0.0.1", 0))
        c = socket.create_connection(s.getsockname(), 2)
        print("talked")'; exit 1
        """)).RedOutput);

    [Fact]
    public async Task VerifyAsync_TimeLimit_IsAnError()
    {
        var result = await VerifyAsync("sleep 300", new SandboxOptions { Timeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(VerificationOutcome.Error, result.Outcome);
        Assert.True(result.Elapsed < TimeSpan.FromSeconds(200));
    }

    [Fact]
    public async Task VerifyAsync_MuchOutput_KeepsTheEnd()
    {
        var result = await VerifyAsync("seq 1 100000; echo the end; exit 1", new SandboxOptions { OutputBytes = 100 });
        Assert.EndsWith("the end\n", result.RedOutput);
        Assert.True(result.RedOutput.Length <= 100);
    }

    [Fact]
    public async Task VerifyAsync_LinkOutOfTheCheckout_IsNotCopied()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "outside"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "inside"), "value.txt");
        Assert.Equal(
            VerificationOutcome.Proven, (await VerifyAsync("test ! -e outside && grep -q good inside")).Outcome);
    }

    [Fact]
    public async Task VerifyAsync_FixOfABuildScript_ProvesNothing()
    {
        _folder.Write("setup.cfg", "bad");
        using var tree = FolderTree.Open(_folder.Path);
        var patch = await new PatchBuilder(new SyntaxChecker(TimeProvider.System))
            .BuildAsync(tree, [new CodeEdit("setup.cfg", "bad", "good")], default);
        var result = await new FixVerifier(new SandboxOptions(), TimeProvider.System)
            .VerifyAsync(tree, "grep -q good setup.cfg", patch.Patch!, null, default);
        Assert.Equal(VerificationOutcome.NotRedBefore, result.Outcome);
        Assert.Contains("setup.cfg", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyAsync_BuildCache_ServesTheSecondRun()
    {
        var result = await VerifyAsync(
            """test -e "$GOCACHE/0f/x" || { mkdir -p "$GOCACHE/0f" && touch "$GOCACHE/0f/x"; false; }""");
        Assert.Equal(VerificationOutcome.Proven, result.Outcome);
    }

    [Fact]
    public async Task VerifyAsync_AnythingElseInTheBuildCache_StaysBehind()
    {
        var result = await VerifyAsync("""
            cd "$GOCACHE" 2>/dev/null && for f in x fuzz/x 00x/x 0g/x 1f 2f/x; do test ! -e $f || exit 0; done
            mkdir -p "$GOCACHE/fuzz" "$GOCACHE/00x" "$GOCACHE/0g" "$GOCACHE/0f"; cd "$GOCACHE"
            touch x fuzz/x 00x/x 0g/x 1f 0f/x; ln -s fuzz 2f; exit 1
            """);
        Assert.Equal(VerificationOutcome.StillRed, result.Outcome);
    }

    [RequiresFact("unshare", "python3")]
    public async Task VerifyAsync_FoldersTooDeepForAPath_AreDeleted()
    {
        var mark = $"left{Guid.NewGuid():n}";
        var result = await VerifyAsync($"""
            python3 -c 'import os
            for i in range(60): os.mkdir("{mark}" * 3); os.chdir("{mark}" * 3)'; mkdir -m 0 closed; exit 1
            """);
        Assert.EndsWith("no network", result.Isolation, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateDirectories(Path.GetTempPath(), "opsflow-verify-*"),
            f => Directory.Exists(Path.Combine(f, "before", "work", string.Concat(Enumerable.Repeat(mark, 3)))));
    }

    private async Task<VerificationResult> VerifyAsync(string command, SandboxOptions? options = null)
    {
        using var tree = FolderTree.Open(_folder.Path);
        var patch = await new PatchBuilder(new SyntaxChecker(TimeProvider.System))
            .BuildAsync(tree, [new CodeEdit("value.txt", "bad", "good")], default);
        return await new FixVerifier(options ?? new SandboxOptions(), TimeProvider.System)
            .VerifyAsync(tree, command, patch.Patch!, null, default);
    }
}
