using OpsFlow.Api.Demo;

namespace OpsFlow.Api.Tests.Demo;

public sealed class DemoRepositoryTests
{
    [Fact]
    public async Task Crash_AfterABuildThatWasKilled_StillRunsTheProgram()
    {
        using var folder = new TemporaryFolder();
        var repository = new DemoRepository(Path.Combine(folder.Path, "1"));
        await repository.EnsureAsync(CancellationToken.None);
        Assert.StartsWith("Unhandled exception. System.DivideByZeroException", await repository.CrashAsync(CancellationToken.None));

        // What a build leaves that dies while it writes.
        foreach (var file in Directory.EnumerateFiles(folder.Path, "Orders.runtimeconfig.json", SearchOption.AllDirectories))
        {
            await File.WriteAllTextAsync(file, "");
        }

        Assert.StartsWith("Unhandled exception. System.DivideByZeroException", await repository.CrashAsync(CancellationToken.None));
    }
}
