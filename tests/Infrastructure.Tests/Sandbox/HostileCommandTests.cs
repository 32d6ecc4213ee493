using System.Diagnostics;
using OpsFlow.Infrastructure.Processes;
using OpsFlow.Infrastructure.Sandbox;

namespace OpsFlow.Infrastructure.Tests.Sandbox;

/// <summary>No hostile command gets what it wants, run by root or by an ordinary user.</summary>
public sealed class HostileCommandTests(HostileGround ground) : IClassFixture<HostileGround>, IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, bool> Commands()
    {
        var data = new TheoryData<string, bool>();
        foreach (var (i, name) in HostileCommands.All.Keys.Index())
        {
            // In the short form each by one of the two, in turn.
            if (!HostileGround.IsRoot || LongTests.Enabled || i % 2 == 0)
            {
                data.Add(name, false);
            }

            if (HostileGround.IsRoot && (LongTests.Enabled || i % 2 == 1))
            {
                data.Add(name, true);
            }
        }

        return data;
    }

    public void Dispose()
    {
        // Some leave folders that are too deep for a path to name.
        using (var remove = Process.Start("rm", ["-rf", _folder.Path]))
        {
            remove.WaitForExit();
        }

        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task RunAsync_HostileCommand_HasNoSuccess(string name, bool asRoot)
    {
        var run = await RunAsync(ground.Fill(HostileCommands.All[name]), asRoot);
        Assert.DoesNotContain(CommandSandbox.NotRun, run.Process.OutputText, StringComparison.Ordinal);
        Assert.Empty(ground.Harm(run.Process.OutputText));
    }

    [Fact]
    public void Documentation_OfTheCommands_ListsEachOnce()
    {
        var rows = File.ReadLines(Path.Combine(Counterparts.RepositoryRoot, "docs", "test-commands.md"))
            .TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(l => l.Split('|')[2].Trim());
        Assert.Equal(HostileCommands.All.Keys, rows);
        Assert.True(HostileCommands.All.Count >= 40);
    }

    // Without the confinement these commands do harm: else they would show nothing.
    [Theory]
    [InlineData("data folder")]
    [InlineData("environment of one")]
    [InlineData("all of the home")]
    [InlineData("a named socket")]
    [InlineData("the engine by its address")]
    [InlineData("many files")]
    public async Task RunAsync_HostileCommandUnconfined_HasSuccess(string name)
    {
        using var own = new HostileGround();
        var options = new SandboxOptions { AllowUnconfined = true };
        var work = Directory.CreateDirectory(Path.Combine(_folder.Path, "work")).FullName;
        var run = await new CommandSandbox(options, TimeProvider.System, [])
            .RunAsync(work, _folder.Path, own.Fill(HostileCommands.All[name]), default);
        Assert.NotEmpty(own.Harm(run.Process.OutputText));
    }

    [Theory]
    [InlineData("memory of many", SandboxLimit.Memory)]
    [InlineData("memory that is shared", SandboxLimit.Memory)]
    [InlineData("a full disk", SandboxLimit.Disk)]
    [InlineData("a full disk, too deep for a path", SandboxLimit.Disk)]
    [InlineData("files without names", SandboxLimit.Disk)]
    [InlineData("many files", SandboxLimit.Disk)]
    [InlineData("output without end", SandboxLimit.Output)]
    public async Task RunAsync_TooMuch_IsStoppedAndSaid(string name, SandboxLimit limit)
    {
        var run = await RunAsync(ground.Fill(HostileCommands.All[name]), HostileGround.IsRoot);
        Assert.Equal(limit, run.Exceeded);
        Assert.False(run.Process.Succeeded);
        Assert.NotEqual(StopReason.None, run.Process.Stopped);
    }

    private async Task<SandboxRun> RunAsync(string command, bool asRoot)
    {
        var work = Directory.CreateDirectory(Path.Combine(_folder.Path, "home", "work")).FullName;
        var home = Path.GetDirectoryName(work)!;
        // As of the folders that a verification makes: who the command is run as gets through it.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_001_001);
        }

        return await ground.Sandbox(asRoot).RunAsync(work, home, command, default);
    }
}
