namespace OpsFlow.Scenarios.Emulators;

/// <summary>From the error to the pull request, against emulated GitHub and Slack.</summary>
public sealed class ApprovalTests(
    EmulatorProcess emulators, ApprovalTests.TracedApp app, ITestOutputHelper output)
    : EmulatedAppTests(emulators, app), IClassFixture<ApprovalTests.TracedApp>
{
    [RequiresFact(Counterparts.Emulators, "python3")]
    public async Task Approve_ByButton_MakesOnePullRequestWithTheAnalyzedContents()
    {
        using var shop = await Shop.CreateAsync(Emulators, Api);
        var id = await Api.ReportAsync(shop.Error());
        var analysis = await Api.WaitForStateAsync(id, "AwaitingApproval");
        var message = await ShownMessageAsync(shop, "opsflow_approve");
        SlackRules.Check(message);
        var text = message.ToJsonString();
        Assert.Contains("RuntimeError", text, StringComparison.Ordinal);
        Assert.Contains("shop/figures.py", text, StringComparison.Ordinal);
        Assert.Contains("proven", text, StringComparison.Ordinal);
        Assert.Contains($"{id}:{analysis["patchHash"]}", text, StringComparison.Ordinal);

        var (status, body) = await shop.Approve(analysis).SendAsync(App.Http);
        Assert.Equal((200, "accepted"), (status, body["status"]!.ToString()));
        var published = await Api.WaitForStateAsync(id, "Published");

        var pull = Assert.Single(await shop.PullsAsync());
        var branch = Assert.Single(await shop.FixBranchesAsync());
        Assert.Equal(branch, published["fixBranch"]!.ToString());
        Assert.Equal(branch, pull["head"]!["ref"]!.ToString());
        Assert.Equal("main", pull["base"]!["ref"]!.ToString());
        Assert.Equal(pull["html_url"]!.ToString(), published["pullRequestUrl"]!.ToString());
        Assert.Contains(id, pull["body"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            ["bug", "opsflow"],
            (await Emulators.GitHub.LabelsAsync(shop.Name, pull["number"]!.GetValue<long>()))
                .Select(l => l!["name"]!.ToString()).Order());
        await AssertExactContentsAsync(shop, published, pull["head"]!["sha"]!.ToString());
        await Until.TrueAsync(
            async () =>
            {
                var shown = (await shop.SingleMessageAsync()).ToJsonString();
                return shown.Contains($"name-of-{Shop.Approver}", StringComparison.Ordinal)
                    && shown.Contains(pull["html_url"]!.ToString(), StringComparison.Ordinal);
            },
            "message with who decided and the pull request");
        var final = await shop.SingleMessageAsync();
        SlackRules.Check(final);
        Assert.DoesNotContain("opsflow_approve", final.ToJsonString(), StringComparison.Ordinal);
        if (Collector is null)
        {
            output.WriteLine($"The trace is left out: {Counterparts.ReasonToSkip(OtelCollector.Program)}");
        }
        else
        {
            await AssertOneTraceAsync(Collector, id);
        }
    }

    [RequiresFact(Counterparts.Emulators, "python3")]
    public async Task Click_WrongOrRepeated_IsAnsweredAndChangesNothing()
    {
        using var shop = await Shop.CreateAsync(Emulators, Api);
        var id = await Api.ReportAsync(shop.Error());
        var analysis = await Api.WaitForStateAsync(id, "AwaitingApproval");
        await ShownMessageAsync(shop, "opsflow_approve");
        var approve = shop.Approve(analysis);

        Assert.Equal(401, (await (approve with { SigningSecret = "another secret" }).SendAsync(App.Http)).Status);
        Assert.Equal(
            401, (await (approve with { At = DateTimeOffset.UtcNow.AddSeconds(-301) }).SendAsync(App.Http)).Status);
        Assert.Equal(
            401, (await (approve with { At = DateTimeOffset.UtcNow.AddSeconds(301) }).SendAsync(App.Http)).Status);
        await AssertAnswerAsync("forbidden", approve with { User = "U0SOMEBODY" });
        await AssertAnswerAsync(
            "unknown_analysis", approve with { Value = $"{Guid.NewGuid():n}:{analysis["patchHash"]}" });
        await AssertAnswerAsync("stale", approve with { Value = $"{id}:{new string('0', 64)}" });
        await AssertAnswerAsync("ignored", approve with { ActionId = "another_button" });
        await AssertAnswerAsync("ignored", approve with { Value = "no colon" });
        Assert.Equal("AwaitingApproval", (await Api.AnalysisAsync(id))["state"]!.ToString());
        Assert.Empty(await shop.PullsAsync());
        Assert.Empty(await shop.FixBranchesAsync());

        await AssertAnswerAsync("accepted", approve);
        // At the same moment as the first is worked on, and long after it: a double click and Slack's own repeats.
        var early = await Task.WhenAll(
            Enumerable.Range(1, 5).Select(n => (approve with { RetryNumber = n }).SendAsync(App.Http)));
        Assert.All(early, a => Assert.Equal(200, a.Status));
        Assert.All(early, a => Assert.Contains(a.Body["status"]!.ToString(), new[] { "accepted", "already_decided" }));
        await Api.WaitForStateAsync(id, "Published");
        await AssertAnswerAsync("already_decided", approve with { RetryNumber = 3 });
        await AssertAnswerAsync("already_decided", approve with { ActionId = "opsflow_reject" });
        await Api.ClosedHistoryAsync(id);
        Assert.Single(await shop.PullsAsync());
        Assert.Single(await shop.FixBranchesAsync());
        await shop.SingleMessageAsync();
    }

    [RequiresFact(Counterparts.Emulators, "python3")]
    public async Task Reject_WithReasonFromTheConsole_IsShownAndPublishesNothing()
    {
        using var shop = await Shop.CreateAsync(Emulators, Api);
        var id = await Api.ReportAsync(shop.Error());
        var analysis = await Api.WaitForStateAsync(id, "AwaitingApproval");
        var stale = await Api.DecideAsync(id, "reject", new string('0', 64), "not this one");
        Assert.Equal(System.Net.HttpStatusCode.Conflict, stale.Status);
        var (status, _) = await Api.DecideAsync(
            id, "reject", analysis["patchHash"]!.ToString(), "an empty order is a <caller's> bug");
        Assert.Equal(System.Net.HttpStatusCode.OK, status);
        var rejected = await Api.WaitForStateAsync(id, "Rejected");
        Assert.Equal("Reject", rejected["decision"]!["kind"]!.ToString());
        Assert.Equal("an empty order is a <caller's> bug", rejected["detail"]!.ToString());
        await Api.ClosedHistoryAsync(id);
        var message = await shop.SingleMessageAsync();
        SlackRules.Check(message);
        Assert.Contains("an empty order is a &lt;caller's&gt; bug", Texts(message), StringComparison.Ordinal);
        Assert.DoesNotContain("opsflow_approve", message.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await shop.PullsAsync());
        Assert.Empty(await shop.FixBranchesAsync());
        Assert.Equal(
            System.Net.HttpStatusCode.Conflict,
            (await Api.DecideAsync(id, "approve", analysis["patchHash"]!.ToString())).Status);
    }

    [RequiresFact(Counterparts.Emulators, "python3")]
    public async Task Approve_ExecutableFile_StaysExecutable()
    {
        using var shop = await Shop.CreateAsync(Emulators, Api, executable: ShopProject.FaultyFile);
        await Tool.GitAsync(shop.Remote.Clone, "update-index", "--chmod=+x", ShopProject.FaultyFile);
        await Tool.GitAsync(shop.Remote.Clone, "commit", "--quiet", "--message", "Make it executable");
        await Tool.GitAsync(shop.Remote.Clone, "push", "--quiet", "origin", "main");
        var id = await Api.ReportAsync(shop.Error());
        var analysis = await Api.WaitForStateAsync(id, "AwaitingApproval");
        await shop.Approve(analysis).SendAsync(App.Http);
        var published = await Api.WaitForStateAsync(id, "Published");
        var tree = await Emulators.GitHub.TreeAsync(shop.Name, published["fixCommit"]!.ToString());
        Assert.Equal("100755", tree[ShopProject.FaultyFile].Mode);
        Assert.Equal("100644", tree["app.py"].Mode);
    }

    private static string Texts(JsonObject message) =>
        string.Join('\n', message["blocks"]!.AsArray().Select(b => b!["text"]?["text"]?.ToString()));

    private static Task<JsonObject> ShownMessageAsync(Shop shop, string part) => Until.NotNullAsync(
        async () => (await shop.MessagesAsync())
            .SingleOrDefault(m => m.ToJsonString().Contains(part, StringComparison.Ordinal)),
        $"message with {part}");

    private async Task AssertAnswerAsync(string expected, SlackClick click)
    {
        var (status, body) = await click.SendAsync(App.Http);
        Assert.Equal((200, expected), (status, body["status"]!.ToString()));
    }

    private async Task AssertExactContentsAsync(Shop shop, JsonObject published, string head)
    {
        Assert.Equal(published["fixCommit"]!.ToString(), head);
        var main = (await Emulators.GitHub.BranchesAsync(shop.Name))["main"];
        var parents = (await Emulators.GitHub.CommitInfoAsync(shop.Name, head))["parents"]!.AsArray();
        Assert.Equal(main, Assert.Single(parents)!["sha"]!.ToString());
        var expected = (await Emulators.GitHub.TreeAsync(shop.Name, main)).ToDictionary();
        foreach (var file in published["patch"]!["files"]!.AsArray())
        {
            expected[file!["path"]!.ToString()] = ("100644", file["content"]!.ToString());
        }

        var actual = await Emulators.GitHub.TreeAsync(shop.Name, head);
        Assert.Equal(expected.OrderBy(f => f.Key), actual.OrderBy(f => f.Key));
        Assert.NotEqual(ShopProject.Files[ShopProject.FaultyFile], actual[ShopProject.FaultyFile].Content);
    }

    // From the report to the request that opened the pull request.
    private static Task AssertOneTraceAsync(OtelCollector collector, string id) => Until.TrueAsync(
        () =>
        {
            var spans = collector.Spans();
            var publication = spans.FirstOrDefault(s => s["name"]!.ToString() == "RunActivity:Publish"
                && s.ToJsonString().Contains(id, StringComparison.Ordinal));
            var trace = spans.Where(s => publication is not null
                && s["traceId"]!.ToString() == publication["traceId"]!.ToString()).ToList();
            return Task.FromResult(
                trace.Any(s => s["name"]!.ToString() == "POST /api/v1/webhook/error")
                && trace.Any(s => s["name"]!.ToString() == "POST"
                    && s.ToJsonString().Contains("/pulls\"", StringComparison.Ordinal)));
        },
        "trace from the report to the pull request",
        TimeSpan.FromMinutes(1));

    /// <summary>The program, whose spans are kept.</summary>
    public sealed class TracedApp(EmulatorProcess emulators) : EmulatedApp(emulators)
    {
        protected override bool IsTraced => true;
    }
}
