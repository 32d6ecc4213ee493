using OpsFlow.Infrastructure.Sandbox;

namespace OpsFlow.Infrastructure.Tests.Sandbox;

public sealed class CommandSandboxTests : IDisposable
{
    // As on a machine that lets nobody make namespaces.
    private static readonly string[][] s_noWays = [["false"], ["no-such-program"]];

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
        Assert.True((await sandbox.RunAsync(_folder.Path, _folder.Path, "true", default)).Succeeded);
    }
}
