using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Publishing;

/// <summary>A fix goes where it was shown to go, or nowhere.</summary>
public sealed class FixPublisherTests
{
    [Theory]
    [InlineData("en", "approval is void")]
    [InlineData("ko", "승인이 무효")]
    public async Task PublishAsync_RepositoryChangedSinceTheFixWasShown_IsVoid(string locale, string words)
    {
        await using var analysis = await StoredAnalysis.CreateAsync();
        using var language = Language.Use(locale);
        var record = await analysis.RecordAsync();
        record.Current = record.Current with { Base = Base("https://github.com/team/web") };

        var server = await analysis.ServerAsync();

        var result = await Publisher(analysis).PublishAsync(
            new PublishInput(analysis.Id, 1, analysis.Patch.Hash, "jun", DateTime.UnixEpoch), analysis.Key, record,
            server with { RepositoryUrl = "https://github.com/other/web" }, _ => { }, default);

        Assert.False(result.Published);
        Assert.Contains(words, result.Conflict, StringComparison.Ordinal);
        Assert.Contains("team/web", result.Conflict, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://github.com/team/web", null, "github.com/team/web")]
    [InlineData("git@github.com:Team/Web.git", null, "github.com/team/web")]
    [InlineData("/srv/web.git", "team/web", "github.com/team/web")]
    [InlineData("/srv/Web.git", null, "/srv/Web.git")]
    public void TargetOf_Server_IsWhereItsFixesGo(string url, string? repository, string expected) => Assert.Equal(
        expected,
        FixPublisher.TargetOf(
            new ServerRecord { Id = "s", Name = "s", RepositoryUrl = url, GitHubRepository = repository },
            new GitHubOptions()));

    private static RoundBase Base(string url) => new(
        "trunk", StoredAnalysis.BaseCommit,
        FixPublisher.TargetOf(new ServerRecord { Id = "s", Name = "s", RepositoryUrl = url }, new GitHubOptions()));

    // What publishes is not asked.
    private static FixPublisher Publisher(StoredAnalysis analysis) => new(
        null!, analysis.Analyses, null!, null!, new GitHubOptions(), new Redactor(), null!, null!);
}
