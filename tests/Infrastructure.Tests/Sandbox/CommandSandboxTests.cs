using System.Diagnostics;
using OpsFlow.Infrastructure.Sandbox;

namespace OpsFlow.Infrastructure.Tests.Sandbox;

public sealed class CommandSandboxTests : IDisposable
{
    // As on a machine that lets nobody make namespaces.
    private static readonly SandboxWay[] s_noWays =
        [new(["false"], IsRoot: false), new(["no-such-program"], IsRoot: false)];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_WhereNothingCanBeConfined_RunsNothingAndSaysHowToMendThat()
    {
        var sandbox = new CommandSandbox(new SandboxOptions(), TimeProvider.System, s_noWays);
        var refusal = await sandbox.RefusalAsync(default);
        Assert.StartsWith(CommandSandbox.NotRun, refusal, StringComparison.Ordinal);
        Assert.Contains("OPSFLOW_UNCONFINED_TESTS", refusal, StringComparison.Ordinal);

        var mark = Path.Combine(_folder.Path, "ran");
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => sandbox.RunAsync(_folder.Path, _folder.Path, $"touch {mark}", default));
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public async Task RunAsync_WhereTheOperatorAllowsIt_RunsUnconfinedAndSaysSo()
    {
        var options = new SandboxOptions { AllowUnconfined = true };
        var sandbox = new CommandSandbox(options, TimeProvider.System, s_noWays);
        Assert.Null(await sandbox.RefusalAsync(default));
        Assert.Contains("not confined", await sandbox.DescribeAsync(default), StringComparison.Ordinal);
        Assert.True((await sandbox.RunAsync(_folder.Path, _folder.Path, "true", default)).Process.Succeeded);
    }

    [RequiresFact("unshare", "setpriv")]
    public async Task RunAsync_Confined_SeesItsCopyAndWritesNowhereElse()
    {
        var work = Directory.CreateDirectory(Path.Combine(_folder.Path, "work")).FullName;
        File.WriteAllText(Path.Combine(work, "value"), "here");
        var run = await new CommandSandbox(new SandboxOptions(), TimeProvider.System).RunAsync(
            work,
            _folder.Path,
            "cat value; echo written > value; touch /etc/x /usr/x /var/x /x; "
                + "touch \"$HOME/mine\" /tmp/mine /dev/shm/mine && echo mine; exit 3",
            default);
        Assert.Contains("here", run.Process.OutputText, StringComparison.Ordinal);
        Assert.Contains("mine", run.Process.OutputText, StringComparison.Ordinal);
        Assert.Equal(3, run.Process.ExitCode);
        Assert.Equal(
            4, run.Process.OutputText.Split('\n').Count(l => l.Contains("Read-only", StringComparison.Ordinal)));
        Assert.Equal("written\n", File.ReadAllText(Path.Combine(work, "value")));
    }

    [RequiresFact("unshare", "setpriv", "setsid")]
    public async Task RunAsync_ThisProgramIsKilled_NothingGoesOnRunning()
    {
        foreach (var command in new[]
        {
            "sleep {0}; sleep {0}", "exec setsid sleep {0}", "exec setsid setpriv --pdeathsig clear sleep {0}",
        })
        {
            var mark = Random.Shared.Next(1_000_000, 9_000_000);
            var info = new ProcessStartInfo("dotnet", [
                Path.Combine(AppContext.BaseDirectory, "OpsFlow.Infrastructure.Tests.dll"), "sandbox", _folder.Path,
                command.Replace("{0}", $"{mark}", StringComparison.Ordinal)]);
            using var program = Process.Start(info)!;
            await Until.TrueAsync(() => Task.FromResult(IsRunning(mark)), "command");
            program.Kill();
            await Until.TrueAsync(() => Task.FromResult(!IsRunning(mark)), "end of the command");
        }
    }

    private static bool IsRunning(int mark) => Process.GetProcessesByName("sleep").Any(p =>
    {
        try
        {
            return File.ReadAllText($"/proc/{p.Id}/cmdline").Contains($"{mark}", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });
}
