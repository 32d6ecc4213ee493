using System.Net;

namespace OpsFlow.Api.Tests.RateLimits;

public sealed class WebhookLimitTests
{
    [Fact]
    public async Task Report_MoreThanItsAddressMaySend_Answers429()
    {
        using var data = new TempFolder();
        await using var app = await AppProcess.StartAsync(
            data.Path, new Dictionary<string, string> { ["OPSFLOW_WEBHOOK_RATE"] = "1" });

        await AssertLimitedAsync(
            app, new { serverName = "stranger", errorType = "E", serverIp = "10.0.0.1" }, "ignored");
    }

    [Fact]
    public async Task Report_MoreThanItsServerMaySend_Answers429AndOthersMaySend()
    {
        using var data = new TempFolder();
        await using var app = await AppProcess.StartAsync(data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_WEBHOOK_SERVER_RATE"] = "1",
            ["OPSFLOW_WORKERS"] = "false",
        });
        foreach (var name in new[] { "one", "two" })
        {
            using var added = await app.Http.PostAsJsonAsync(
                "api/v1/servers", new { name, hosts = new[] { "*" }, repositoryUrl = "/nonexistent" });
            Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        }

        await AssertLimitedAsync(app, new { serverName = "one", errorType = "E", message = "m" }, "deduplicated");
        using var other = await app.Http.PostAsJsonAsync(
            "api/v1/webhook/error", new { serverName = "two", errorType = "E", message = "m" });
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    // A burst of ten passes, then one a second: sending in parallel is faster than that.
    private static async Task AssertLimitedAsync(AppProcess app, object report, string taken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var passed = 0;
        while (true)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
                _ => app.Http.PostAsJsonAsync("api/v1/webhook/error", report, patience.Token)));
            passed += answers.Count(a => a.StatusCode == HttpStatusCode.OK);
            if (answers.FirstOrDefault(a => a.StatusCode == HttpStatusCode.TooManyRequests) is { } refused)
            {
                Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
                var problem = await refused.Content.ReadFromJsonAsync<JsonObject>(patience.Token);
                Assert.Equal("too_many_requests", problem!["code"]!.ToString());
                Assert.True(passed >= 10, $"only {passed} passed");
                var last = await answers.Last(a => a.StatusCode == HttpStatusCode.OK)
                    .Content.ReadFromJsonAsync<JsonObject>(patience.Token);
                Assert.Contains(last!["status"]!.ToString(), new[] { taken, "received" });
                return;
            }
        }
    }
}
