using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Infrastructure.Sandbox;
using OpsFlow.Infrastructure.Syntax;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Publishing;

/// <summary>A fix that was made again on a commit that moved on is proven there before it goes out.</summary>
public sealed class FixReproofTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly SandboxOptions _sandbox = new();
    private StoredAnalysis _analysis = null!;
    private GitRepository _repository = null!;
    private string _base = null!;

    public async Task InitializeAsync()
    {
        _repository = GitRepository.Init(Path.Combine(_folder.Path, "remote"));
        Write("one");
        _base = await CommitAsync("base");
        _analysis = await StoredAnalysis.CreateAsync(s => s with
        {
            RepositoryUrl = _repository.Folder,
            Token = null,
            TestCommand = "grep -q fixed a.txt && ! grep -q broken a.txt",
        });
    }

    [Theory]
    [InlineData("one\nand more\n", VerificationOutcome.Proven, true)]
    [InlineData("one\nbroken\n", VerificationOutcome.StillRed, false)]
    [InlineData("fixed\none\n", VerificationOutcome.NotRedBefore, false)]
    public async Task ProveAsync_MovedBase_ShowsWhatTheFixDoesThere(
        string moved, VerificationOutcome expected, bool isAllowed)
    {
        Write(moved);
        var commit = await CommitAsync("moved");
        var (reproof, fix) = await ReproofAsync();
        var files = new Dictionary<string, string>
        {
            ["a.txt"] = moved.Replace("one", "fixed", StringComparison.Ordinal),
        };
        var proof = await reproof.ProveAsync(fix, "trunk", commit, files, _ => { }, default);
        Assert.Equal(expected, proof!.Outcome);
        Assert.Equal(isAllowed, FixReproof.Allows(fix.Record.Current.Prepared!.Verification, proof));

        // Another attempt to publish does not run it again.
        Assert.Equal(
            proof.Detail, (await _analysis.Analyses.FindReproofAsync(_analysis.Key, default))?.Detail);
    }

    [Fact]
    public async Task ProveAsync_OtherFilesThanWouldBePublished_IsNoProof()
    {
        Write("one\n");
        var commit = await CommitAsync("moved");
        var (reproof, fix) = await ReproofAsync();
        var proof = await reproof.ProveAsync(
            fix, "trunk", commit, new Dictionary<string, string> { ["a.txt"] = "something else" }, _ => { }, default);
        Assert.Equal(VerificationOutcome.Error, proof!.Outcome);
        Assert.False(FixReproof.Allows(new(VerificationOutcome.Proven, ""), proof));
        Assert.True(FixReproof.Allows(new(VerificationOutcome.NotRedBefore, ""), proof));
        Assert.Null(await _analysis.Analyses.FindReproofAsync(_analysis.Key, default));
    }

    [Fact]
    public async Task ProveAsync_NoTestCommand_LeavesItAlone()
    {
        var (reproof, fix) = await ReproofAsync();
        fix = fix with { Server = fix.Server with { TestCommand = null } };
        Assert.Null(await reproof.ProveAsync(fix, "trunk", _base, new Dictionary<string, string>(), _ => { }, default));
    }

    public async Task DisposeAsync()
    {
        await _analysis.DisposeAsync();
        _folder.Dispose();
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_repository.Folder, "a.txt"), text);

    private async Task<string> CommitAsync(string message)
    {
        _repository.Commit(message);
        await Tool.GitAsync(_repository.Folder, "branch", "-f", "trunk");
        return (await Tool.GitAsync(_repository.Folder, "rev-parse", "HEAD")).Trim();
    }

    private async Task<(FixReproof Reproof, ApprovedFix Fix)> ReproofAsync()
    {
        var (server, record) = (await _analysis.ServerAsync(), await _analysis.RecordAsync());
        var options = new GitHubOptions();
        var source = new AnalysisSource(
            _analysis.Analyses, _analysis.Servers, new GitClient(new GitOptions(), TimeProvider.System),
            new WorkFolders(Path.Combine(_folder.Path, "work")), new Redactor(),
            new RepositoryTokens(
                new GitHubAppTokens(() => new HttpClientHandler(), options, TimeProvider.System), options));
        return (
            new FixReproof(
                source, _analysis.Analyses, new PatchBuilder(new SyntaxChecker(TimeProvider.System)),
                new FixVerifier(_sandbox, TimeProvider.System)),
            new ApprovedFix(
                new PublishInput(_analysis.Id, 1, _analysis.Patch.Hash, "jun", DateTime.UtcNow), _analysis.Key, record,
                server, _analysis.Patch, record.Current.Result!));
    }
}
