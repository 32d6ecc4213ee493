using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The page of a server.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class ServerPageTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Reports_OfAServer_AreLinesToCopyWhoseKeyCanBeReplaced()
    {
        var page = await fixture.OpenAsync($"/servers/{fixture.Server}");
        var before = await ServerAsync();
        var key = before["reportKey"]!.ToString();
        await Assertions.Expect(page.Locator("#report-dsn")).ToHaveTextAsync(
            $"SENTRY_DSN=http://{key}@{fixture.Url.Authority}/{before["reportNumber"]}");
        await Assertions.Expect(page.Locator("#report-otel")).ToHaveTextAsync(
            $"OTEL_EXPORTER_OTLP_ENDPOINT={fixture.Url.GetLeftPart(UriPartial.Authority)} "
                + $"OTEL_EXPORTER_OTLP_PROTOCOL=http/json OTEL_EXPORTER_OTLP_HEADERS=x-opsflow-key={key}");
        await Assertions.Expect(page.Locator("[aria-labelledby=reports-h] p.once button")).ToHaveCountAsync(2);

        await page.Locator("#rotate-report-key").ClickAsync();
        await page.Locator("#confirm-yes").ClickAsync();

        await Assertions.Expect(page.Locator("#report-otel")).Not.ToContainTextAsync(key);
        var after = await ServerAsync();
        Assert.NotEqual(key, after["reportKey"]!.ToString());
        // Nothing else of it has changed.
        after["reportKey"] = key;
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Save_SomebodyElseChangedItMeanwhile_KeepsWhatWasTypedAndSaysWhatChanged()
    {
        var (name, channel) = ($"meanwhile-{Guid.NewGuid():n}", "C0001");
        object Body() => new { name, hosts = new[] { "*" }, repositoryUrl = "/nowhere", slackChannel = channel };
        using var added = await fixture.App.Http.PostAsJsonAsync("api/v1/servers", Body());
        added.EnsureSuccessStatusCode();
        var path = $"servers/{(await added.Content.ReadFromJsonAsync<JsonObject>())!["id"]}";
        var (reads, sent) = (0, new List<JsonNode>());
        var page = await fixture.OpenAsync("/servers");
        await page.RouteAsync($"**/api/v1/{path}", async route =>
        {
            if (route.Request.Method == "PUT")
            {
                sent.Add(JsonNode.Parse(route.Request.PostData!)!);
                await route.FulfillAsync(new()
                {
                    Status = sent.Count == 1 ? 409 : 200,
                    ContentType = "application/json",
                    Body = sent.Count == 1 ? """{"title":"No","code":"changed_meanwhile"}""" : "{}",
                });
                return;
            }

            var response = await route.FetchAsync();
            var server = JsonNode.Parse(await response.TextAsync())!;
            server["version"] = ++reads;
            await route.FulfillAsync(new() { Response = response, Body = server.ToJsonString() });
        });
        await ConsoleFixture.GoAsync(page, $"/{path}");
        await page.Locator("input[name=branch]").FillAsync("typed");
        await page.Locator("select[name=language]").SelectOptionAsync("go");
        channel = "C0002";
        using var changed = await fixture.App.Http.PutAsJsonAsync($"api/v1/{path}", Body());
        changed.EnsureSuccessStatusCode();

        await page.Locator("form button[type=submit]").ClickAsync();

        await Assertions.Expect(page.Locator("#meanwhile li")).ToHaveTextAsync("Slack channel: C0001 → C0002");
        await Assertions.Expect(page.Locator("input[name=branch]")).ToHaveValueAsync("typed");
        await Assertions.Expect(page.Locator("select[name=language]")).ToHaveValueAsync("go");
        await Assertions.Expect(page.Locator("input[name=slackChannel]")).ToHaveValueAsync("C0002");
        await page.Locator("form button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("#meanwhile")).ToHaveCountAsync(0);
        Assert.True(sent[1]["version"]!.GetValue<int>() > sent[0]["version"]!.GetValue<int>());
        Assert.Equal(("typed", "C0002"), (sent[1]["branch"]!.ToString(), sent[1]["slackChannel"]!.ToString()));
        await page.Context.CloseAsync();
        using var removed = await fixture.App.Http.DeleteAsync($"api/v1/{path}");
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Save_TheNewStateIsTaken_ShowsItInsteadOfWhatWasTyped()
    {
        var page = await fixture.OpenAsync($"/servers/{fixture.Server}");
        await page.RouteAsync($"**/api/v1/servers/{fixture.Server}", route => route.Request.Method == "PUT"
            ? route.FulfillAsync(new()
            {
                Status = 409, ContentType = "application/json", Body = """{"title":"No","code":"changed_meanwhile"}""",
            })
            : route.ContinueAsync());
        var branch = await page.Locator("input[name=branch]").InputValueAsync();
        await page.Locator("input[name=branch]").FillAsync("typed");
        await page.Locator("form button[type=submit]").ClickAsync();

        await page.Locator("#take-new").ClickAsync();

        await Assertions.Expect(page.Locator("input[name=branch]")).ToHaveValueAsync(branch);
        await Assertions.Expect(page.Locator("#meanwhile")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    private async Task<JsonObject> ServerAsync() =>
        (await fixture.App.Http.GetFromJsonAsync<JsonObject>($"api/v1/servers/{fixture.Server}"))!;
}
