namespace OpsFlow.Scenarios.Emulators;

/// <summary>Somebody pushes to the base branch while the approval waits; on GitHub and on a plain remote.</summary>
public sealed class MovedBaseTests(EmulatorProcess emulators, EmulatedApp app)
    : EmulatedAppTests(emulators, app), IClassFixture<EmulatedApp>
{
    private static readonly Dictionary<string, string> Unrelated = new() { ["NOTES.md"] = "Nothing to do with it.\n" };

    private static readonly Dictionary<string, string> SameFileElsewhere = new()
    {
        [ShopProject.FaultyFile] = ShopProject.Files[ShopProject.FaultyFile]
            + "\n\ndef least(stock):\n    return min(stock.values(), default=0)\n",
    };

    private static readonly Dictionary<string, string> SameLines = new()
    {
        [ShopProject.FaultyFile] = ShopProject.Files[ShopProject.FaultyFile]
            .Replace("stock", "shelf", StringComparison.Ordinal),
    };

    [RequiresTheory(Counterparts.Emulators, "python3")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Approve_UnrelatedFilePushed_PublishesOnTheNewHead(bool onGitHub)
    {
        using var shop = await Shop.CreateAsync(Emulators, Api, onGitHub);
        var (id, analysis) = await AwaitAsync(shop);
        await shop.PushAsync(Unrelated, "Add notes", onGitHub);
        await shop.Approve(analysis).SendAsync(App.Http);
        var published = await Api.WaitForStateAsync(id, "Published");
        var files = await ReadAsync(shop, onGitHub, published);
        Assert.Equal(analysis["patch"]!["files"]![0]!["content"]!.ToString(), files(ShopProject.FaultyFile));
        Assert.Equal(Unrelated["NOTES.md"], files("NOTES.md"));
        Assert.Equal(1, published["round"]!.GetValue<int>());
    }

    [RequiresTheory(Counterparts.Emulators, "python3")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Approve_SameFileChangedElsewhere_KeepsBothChanges(bool onGitHub)
    {
        using var shop = await Shop.CreateAsync(Emulators, Api, onGitHub);
        var (id, analysis) = await AwaitAsync(shop);
        await shop.PushAsync(SameFileElsewhere, "Add the least", onGitHub);
        await shop.Approve(analysis).SendAsync(App.Http);
        var published = await Api.WaitForStateAsync(id, "Published");
        var text = (await ReadAsync(shop, onGitHub, published))(ShopProject.FaultyFile);
        Assert.Contains("least", text, StringComparison.Ordinal);
        Assert.Equal(
            analysis["patch"]!["files"]![0]!["content"]!.ToString(),
            text[..text.IndexOf("\n\ndef least", StringComparison.Ordinal)]);
    }

    [RequiresTheory(Counterparts.Emulators, "python3")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Approve_SameLinesPushed_IsAnalyzedAndAskedAgain(bool onGitHub)
    {
        using var shop = await Shop.CreateAsync(Emulators, Api, onGitHub);
        var (id, first) = await AwaitAsync(shop);
        Assert.NotEqual(ShopProject.Files[ShopProject.FaultyFile], SameLines[ShopProject.FaultyFile]);
        await shop.PushAsync(SameLines, "Call the stock a shelf", onGitHub);
        await shop.Approve(first).SendAsync(App.Http);
        var second = await Until.NotNullAsync(
            async () =>
            {
                var now = await Api.AnalysisAsync(id);
                return now["round"]!.GetValue<int>() == 2 && now["state"]!.ToString() == "AwaitingApproval"
                    ? now : null;
            },
            "second round");
        Assert.Empty(await BranchesAsync(shop, onGitHub));
        Assert.NotEqual(first["patchHash"]!.ToString(), second["patchHash"]!.ToString());
        Assert.Equal("stale", (await shop.Approve(first).SendAsync(App.Http)).Body["status"]!.ToString());
        await shop.Approve(second).SendAsync(App.Http);
        var published = await Api.WaitForStateAsync(id, "Published");
        Assert.Equal(
            second["patch"]!["files"]![0]!["content"]!.ToString(),
            (await ReadAsync(shop, onGitHub, published))(ShopProject.FaultyFile));
        Assert.Single(await BranchesAsync(shop, onGitHub));
        await Api.ClosedHistoryAsync(id);
        await shop.SingleMessageAsync();
    }

    private static async Task<IEnumerable<string>> BranchesOfRemoteAsync(Shop shop) =>
        (await shop.Remote.BranchesAsync()).Keys.Where(b => b != "main");

    private static async Task<IEnumerable<string>> BranchesAsync(Shop shop, bool onGitHub) =>
        onGitHub ? await shop.FixBranchesAsync() : await BranchesOfRemoteAsync(shop);

    private async Task<(string Id, JsonObject Analysis)> AwaitAsync(Shop shop)
    {
        var id = await Api.ReportAsync(shop.Error());
        return (id, await Api.WaitForStateAsync(id, "AwaitingApproval"));
    }

    // The published commit must be the branch's head, with the base branch's head as its only parent.
    private async Task<Func<string, string>> ReadAsync(Shop shop, bool onGitHub, JsonObject published)
    {
        var (branch, commit) = (published["fixBranch"]!.ToString(), published["fixCommit"]!.ToString());
        if (onGitHub)
        {
            var heads = await Emulators.GitHub.BranchesAsync(shop.Name);
            Assert.Equal(commit, heads[branch]);
            var parents = (await Emulators.GitHub.CommitInfoAsync(shop.Name, commit))["parents"]!.AsArray();
            Assert.Equal(heads["main"], Assert.Single(parents)!["sha"]!.ToString());
            var tree = await Emulators.GitHub.TreeAsync(shop.Name, commit);
            return path => tree[path].Content;
        }

        var branches = await shop.Remote.BranchesAsync();
        Assert.Equal(commit, branches[branch]);
        Assert.Equal(branches["main"], (await Tool.GitAsync(shop.Remote.Url, "rev-parse", $"{commit}^@")).Trim());
        var files = new Dictionary<string, string>();
        foreach (var path in (await Tool.GitAsync(shop.Remote.Url, "ls-tree", "-r", "--name-only", commit)).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries))
        {
            files[path] = await shop.Remote.ReadAsync(commit, path);
        }

        return path => files[path];
    }
}
