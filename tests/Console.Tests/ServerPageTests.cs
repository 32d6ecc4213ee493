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

    private async Task<JsonObject> ServerAsync() =>
        (await fixture.App.Http.GetFromJsonAsync<JsonObject>($"api/v1/servers/{fixture.Server}"))!;
}
