namespace OpsFlow.Scenarios.Emulators;

/// <summary>The process dies between two calls to GitHub, or to Slack; whatever it did before is found again.</summary>
public sealed class CrashTests(EmulatorProcess emulators, EmulatedApp app)
    : EmulatedAppTests(emulators, app), IClassFixture<EmulatedApp>
{
    [RequiresTheory(Counterparts.Emulators, "python3")]
    [InlineData("the branch")]
    [InlineData("the pull request")]
    [InlineData("the message")]
    public async Task Kill_RightAfter_EndsWithOneOfEach(string moment)
    {
        using var shop = await Shop.CreateAsync(Emulators, Api);
        var id = await Api.ReportAsync(shop.Error());
        if (moment == "the message")
        {
            await Until.TrueAsync(async () => (await shop.MessagesAsync()).Count > 0, "message");
            await KillAndRestartAsync();
        }

        var analysis = await Api.WaitForStateAsync(id, "AwaitingApproval");
        Assert.Equal("accepted", (await shop.Approve(analysis).SendAsync(App.Http)).Body["status"]!.ToString());
        if (moment == "the branch")
        {
            await Until.TrueAsync(async () => (await shop.FixBranchesAsync()).Count > 0, "branch");
            await KillAndRestartAsync();
        }
        else if (moment == "the pull request")
        {
            await Until.TrueAsync(async () => (await shop.PullsAsync()).Count > 0, "pull request");
            await KillAndRestartAsync();
        }

        var published = await Api.WaitForStateAsync(id, "Published");
        await Api.ClosedHistoryAsync(id);
        var branch = Assert.Single(await shop.FixBranchesAsync());
        var pull = Assert.Single(await shop.PullsAsync());
        Assert.Equal(branch, pull["head"]!["ref"]!.ToString());
        var heads = await Emulators.GitHub.BranchesAsync(shop.Name);
        Assert.Equal(published["fixCommit"]!.ToString(), heads[branch]);
        var commit = await Emulators.GitHub.CommitInfoAsync(shop.Name, heads[branch]);
        Assert.Equal(heads["main"], Assert.Single(commit["parents"]!.AsArray())!["sha"]!.ToString());
        Assert.Contains(
            pull["html_url"]!.ToString(), (await shop.SingleMessageAsync()).ToJsonString(), StringComparison.Ordinal);
    }
}
