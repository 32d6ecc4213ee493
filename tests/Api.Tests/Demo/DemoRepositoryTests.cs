using OpsFlow.Samples.Demo;

namespace OpsFlow.Api.Tests.Demo;

public sealed class DemoRepositoryTests
{
    private const string Crash = "Unhandled exception. System.InvalidOperationException";

    [Fact]
    public async Task Crash_AfterABuildThatWasKilled_StillRunsTheProgram()
    {
        using var folder = new TempFolder();
        var repository = new DemoRepository(Path.Combine(folder.Path, "1"));
        await repository.EnsureAsync(CancellationToken.None);
        Assert.StartsWith(Crash, await repository.CrashAsync(CancellationToken.None));

        // What a build leaves that dies while it writes.
        var built = Directory.EnumerateFiles(folder.Path, "Orders.runtimeconfig.json", SearchOption.AllDirectories);
        foreach (var file in built)
        {
            await File.WriteAllTextAsync(file, "");
        }

        Assert.StartsWith(Crash, await repository.CrashAsync(CancellationToken.None));
    }

    [Fact]
    public async Task CheckFix_OneCommitWithTheApprovedDiff_ReturnsIt()
    {
        using var folder = new TempFolder();
        var (repository, commit) = await FixAsync(folder, "items.ToList()", commits: 1);
        var diff = await repository.CheckFixAsync(
            "fix", commit, Diff("items.ToList()"), CancellationToken.None);
        Assert.Contains("+        foreach (var item in items.ToList())", diff, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("items.ToArray()", 1, "is not the diff that was approved")]
    [InlineData("items.ToList()", 2, "alone")]
    public async Task CheckFix_AnythingElse_Throws(string pushed, int commits, string expected)
    {
        using var folder = new TempFolder();
        var (repository, commit) = await FixAsync(folder, pushed, commits);
        var error = await Assert.ThrowsAsync<DemoException>(() => repository.CheckFixAsync(
            "fix", commit, Diff("items.ToList()"), CancellationToken.None));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckFix_ASecondBranch_Throws()
    {
        using var folder = new TempFolder();
        var (repository, commit) = await FixAsync(folder, "items.ToList()", commits: 1);
        await Tool.GitAsync(repository.Remote, "branch", "other", "main");
        var error = await Assert.ThrowsAsync<DemoException>(
            () => repository.CheckFixAsync("fix", commit, Diff("items.ToList()"), CancellationToken.None));
        Assert.Contains("other", error.Message, StringComparison.Ordinal);
    }

    private static string Diff(string expression) => $$"""
        --- a/app/OrderStatistics.cs
        +++ b/app/OrderStatistics.cs
        @@ -7,3 +7,3 @@
             {
        -        foreach (var item in items)
        +        foreach (var item in {{expression}})
                 {

        """.ReplaceLineEndings("\n");

    // Pushes a branch "fix" with the change, and on it as many commits as asked.
    private static async Task<(DemoRepository Repository, string Commit)> FixAsync(
        TempFolder folder, string expression, int commits)
    {
        var repository = new DemoRepository(Path.Combine(folder.Path, "1"));
        await repository.EnsureAsync(CancellationToken.None);
        var clone = Path.Combine(folder.Path, "clone");
        await Tool.GitAsync(folder.Path, "clone", "--quiet", repository.Remote, clone);
        var patch = Path.Combine(folder.Path, "fix.diff");
        await File.WriteAllTextAsync(patch, Diff(expression));
        await Tool.GitAsync(clone, "apply", "--index", patch);
        for (var i = 0; i < commits; i++)
        {
            await Tool.GitAsync(clone, "commit", "--quiet", "--allow-empty", "--message", "Fix");
        }

        await Tool.GitAsync(clone, "push", "--quiet", "origin", "HEAD:refs/heads/fix");
        return (repository, (await Tool.GitAsync(clone, "rev-parse", "HEAD")).Trim());
    }
}
