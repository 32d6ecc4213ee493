using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Infrastructure.Sandbox;
using OpsFlow.Infrastructure.Syntax;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Publishing;

/// <summary>One pull request with the approved contents, whatever broke off or is in the way.</summary>
public sealed class GitHubFixPublisherTests : IAsyncLifetime
{
    private static readonly DateTime s_approvedAt = new(2026, 5, 1, 9, 0, 0, DateTimeKind.Utc);

    private readonly ScriptedGitHub _github = new(StoredAnalysis.BaseCommit);
    private StoredAnalysis _analysis = null!;

    private string Branch => $"opsflow/fix-{_analysis.Id[^10..]}";

    public async Task InitializeAsync()
    {
        _analysis = await StoredAnalysis.CreateAsync();
        _github.Branches["trunk"] = StoredAnalysis.BaseCommit;
    }

    [Fact]
    public async Task PublishAsync_LimitWithoutATime_WaitsAMinuteAndOpensOne()
    {
        RefuseOnce("POST pulls", """{"message":"You have exceeded a secondary rate limit."}""");
        var e = await Assert.ThrowsAsync<ApplicationFailureException>(() => PublishAsync());
        Assert.Equal((false, TimeSpan.FromMinutes(1)), (e.NonRetryable, e.NextRetryDelay));

        await PublishAsync();
        AssertOnePullRequest(Branch);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task PublishAsync_BrokenOffAtAnyCall_OpensOneInTheEnd(bool isApprovedAgain, bool isAppToken)
    {
        var change = (ServerRecord s) => s with { Token = isAppToken ? "ghs_of_the_tests" : s.Token };
        await PublishAsync(change);
        var calls = _github.Calls.Where(c => c.StartsWith("POST", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(calls.Count >= 5);
        foreach (var call in calls)
        {
            foreach (var hadEffect in (bool[])[false, true])
            {
                _github.Branches.Remove(Branch);
                _github.Pulls.Clear();
                var hasFailed = false;
                HttpResponseMessage? Fail(string c) => c != call || hasFailed ? null : Down(hasFailed = true);
                _github.Before = c => hadEffect ? null : Fail(c);
                _github.After = c => hadEffect ? Fail(c) : null;

                await Assert.ThrowsAsync<ApplicationFailureException>(() => PublishAsync(change));
                var later = isApprovedAgain ? s_approvedAt.AddDays(1) : s_approvedAt;
                await PublishAsync(change, later);

                AssertOnePullRequest(Branch);
                Assert.Equal(["trunk", Branch], _github.Branches.Keys);
            }
        }
    }

    [Fact]
    public async Task PublishAsync_BranchHoldsSomethingElse_TakesTheNextName()
    {
        _github.Branches[Branch] = _github.AddCommit("other", "tree-x", StoredAnalysis.BaseCommit, "by hand");
        await PublishAsync();
        AssertOnePullRequest(Branch + "-2");
        Assert.Equal("other", _github.Branches[Branch]);
    }

    [Fact]
    public async Task PublishAsync_BranchNamedAsThePrefix_TakesANameWithoutSlash()
    {
        _github.Branches["opsflow"] = StoredAnalysis.BaseCommit;
        await PublishAsync();
        AssertOnePullRequest(Branch.Replace('/', '-'));
    }

    [Fact]
    public async Task PublishAsync_NameIsRefusedWhateverItIs_SaysWhatStandsInTheWay()
    {
        var tried = 0;
        _github.Before = c => c == "POST git/refs" ? Refuse() : null;
        var e = await Assert.ThrowsAsync<ApplicationFailureException>(() => PublishAsync());
        Assert.True(e.NonRetryable);
        Assert.Contains("A branch named opsflow", e.Message, StringComparison.Ordinal);
        Assert.True(tried > 1);

        HttpResponseMessage Refuse()
        {
            tried++;
            return ScriptedHandler.Json(
                HttpStatusCode.UnprocessableEntity, """{"message":"Reference update failed"}""");
        }
    }

    [Fact]
    public async Task PublishAsync_PrefixAndAuthorOfTheServer_AreTaken()
    {
        await PublishAsync(s => s with
        {
            BranchPrefix = "feature/", AuthorName = "Robot", AuthorEmail = "robot@team.example",
        });
        AssertOnePullRequest($"feature/fix-{_analysis.Id[^10..]}");
        Assert.Equal("robot@team.example", _github.SentCommit!["committer"]!["email"]!.ToString());
    }

    [Theory]
    [InlineData("ghs_of_an_app", false)]
    [InlineData("ghp_of_a_person", true)]
    public async Task PublishAsync_TokenOfAnApp_LetsGitHubSign(string token, bool hasAuthor)
    {
        await PublishAsync(s => s with { Token = token });
        Assert.Equal(hasAuthor, _github.SentCommit!["author"] is not null);
        Assert.Equal(hasAuthor, _github.SentCommit["committer"] is not null);
    }

    [Fact]
    public async Task PublishAsync_DefaultBranchSwitched_GoesIntoTheOneThatWasApproved()
    {
        _github.DefaultBranch = "develop";
        _github.Branches["develop"] = _github.AddCommit("dev", "tree-0", "", "develop");
        await PublishAsync();
        Assert.Equal("trunk", Assert.Single(_github.Pulls)["base"]!["ref"]!.ToString());
    }

    [Fact]
    public async Task PublishAsync_TokenCannotSeeTheRepository_SaysSo()
    {
        _github.Before = _ => ScriptedHandler.Json(HttpStatusCode.NotFound, """{"message":"Not Found"}""");
        var e = await Assert.ThrowsAsync<ApplicationFailureException>(() => PublishAsync());
        Assert.True(e.NonRetryable);
        Assert.Contains("cannot see team/web", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_BranchIsGone_NamesIt()
    {
        _github.Branches.Clear();
        var e = await Assert.ThrowsAsync<ApplicationFailureException>(() => PublishAsync());
        Assert.Contains("trunk is gone", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_WordsOfTheError_NeitherCloseNorMention()
    {
        await PublishAsync();
        var pull = Assert.Single(_github.Pulls);
        var texts = $"{pull["title"]} {pull["body"]} {_github.SentCommit!["message"]}";
        Assert.DoesNotContain("#3", texts, StringComparison.Ordinal);
        Assert.DoesNotContain("@jun", texts, StringComparison.Ordinal);
        Assert.Contains($"<!-- opsflow-analysis: {_analysis.Id} -->", texts, StringComparison.Ordinal);
    }

    public async Task DisposeAsync()
    {
        await _analysis.DisposeAsync();
        _github.Dispose();
    }

    private static HttpResponseMessage? Down(bool isDown) => isDown
        ? ScriptedHandler.Json(HttpStatusCode.InternalServerError, """{"message":"Server Error"}""")
        : null;

    private void RefuseOnce(string call, string body)
    {
        var isRefused = false;
        _github.Before = c => c != call || isRefused ? null : Refused();
        HttpResponseMessage Refused()
        {
            isRefused = true;
            return ScriptedHandler.Json(HttpStatusCode.Forbidden, body);
        }
    }

    private void AssertOnePullRequest(string branch)
    {
        Assert.Equal(branch, Assert.Single(_github.Pulls)["head"]!["ref"]!.ToString());
        Assert.Equal("fixed\n", _github.ContentOf(branch));
    }

    private async Task<PublishResult> PublishAsync(
        Func<ServerRecord, ServerRecord>? change = null, DateTime? approvedAt = null)
    {
        var server = await _analysis.ServerAsync();
        var record = await _analysis.RecordAsync();
        var redactor = new Redactor();
        var options = new GitHubOptions { ApiUrl = new("http://github.test/") };
        var source = new AnalysisSource(
            _analysis.Analyses, _analysis.Servers, new GitClient(new GitOptions(), TimeProvider.System),
            new WorkFolders(Path.Combine(_analysis.Folder, "work")), redactor,
            new RepositoryTokens(
                new GitHubAppTokens(() => _github.CreateHandler("github"), options, TimeProvider.System), options));
        var patches = new PatchBuilder(new SyntaxChecker(TimeProvider.System));
        var input = new PublishInput(
            _analysis.Id, 1, _analysis.Patch.Hash, "jun", approvedAt ?? s_approvedAt);
        return await new GitHubFixPublisher(
            _analysis.Analyses, source, patches,
            new FixReproof(
                source, _analysis.Analyses, patches, new FixVerifier(new SandboxOptions(), TimeProvider.System)),
            _github, options, redactor,
            NullLogger<GitHubFixPublisher>.Instance)
            .PublishAsync(
                new ApprovedFix(
                    input, _analysis.Key, record, change is null ? server : change(server), _analysis.Patch,
                    record.Current.Result!),
                new GitHubRepository("team", "web"),
                _ => { },
                default);
    }
}
