using OpsFlow.Infrastructure.Processes;
using OpsFlow.Infrastructure.Sandbox;

namespace OpsFlow.Infrastructure.Tests.Sandbox;

/// <summary>No hostile command gets what it wants, run by root or by an ordinary user.</summary>
public sealed class HostileCommandTests(HostileGround ground) : IClassFixture<HostileGround>, IDisposable
{
    private const string Ordinary = "65534";

    private readonly TempFolder _folder = new();

    public static TheoryData<string, bool> Commands()
    {
        var data = new TheoryData<string, bool>();
        foreach (var name in HostileCommands.All.Keys)
        {
            data.Add(name, false);
            if (IsRoot)
            {
                data.Add(name, true);
            }
        }

        return data;
    }

    private static bool IsRoot => Environment.UserName == "root";

    public void Dispose() => _folder.Dispose();

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
    [InlineData("files without names", SandboxLimit.Disk)]
    [InlineData("many files", SandboxLimit.Disk)]
    [InlineData("output without end", SandboxLimit.Output)]
    public async Task RunAsync_TooMuch_IsStoppedAndSaid(string name, SandboxLimit limit)
    {
        var run = await RunAsync(ground.Fill(HostileCommands.All[name]), IsRoot);
        Assert.Equal(limit, run.Exceeded);
        Assert.False(run.Process.Succeeded);
        Assert.NotEqual(StopReason.None, run.Process.Stopped);
    }

    private async Task<SandboxRun> RunAsync(string command, bool asRoot)
    {
        var options = new SandboxOptions
        {
            Timeout = TimeSpan.FromSeconds(20),
            MaxMemoryBytes = 512L << 20,
            MaxFileBytes = 64L << 20,
            MaxDiskBytes = 256L << 20,
            MaxOutputBytes = 8L << 20,
            MaxFiles = 5000,
            MaxProcesses = 200,
            OwnerHome = ground.Owner,
        };
        options.HiddenFolders.Add(ground.Data);
        var work = Directory.CreateDirectory(Path.Combine(_folder.Path, "home", "work")).FullName;
        var home = Path.GetDirectoryName(work)!;
        if (!asRoot && IsRoot)
        {
            Directory.CreateDirectory(Path.Combine(home, "tmp"));
            Tool.Run("chown", ["-R", $"{Ordinary}:{Ordinary}", _folder.Path]);
        }

        return await new CommandSandbox(options, TimeProvider.System, [Way(asRoot)])
            .RunAsync(work, home, command, default);
    }

    private static SandboxWay Way(bool asRoot)
    {
        string[] namespaces = [.. CommandSandbox.Namespaces];
        string[] ordinary = ["unshare", "--user", "--map-root-user", .. namespaces];
        return asRoot ? new(["unshare", .. namespaces], IsRoot: true)
            : new(IsRoot ? [.. AsOrdinary(), .. ordinary] : ordinary, IsRoot: false);
    }

    private static string[] AsOrdinary() =>
        ["setpriv", $"--reuid={Ordinary}", $"--regid={Ordinary}", "--clear-groups"];
}
