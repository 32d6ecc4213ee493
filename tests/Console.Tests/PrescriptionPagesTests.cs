using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The board of a pharmacy and the page of a prescription.</summary>
[Collection(ConsoleFixture.Name)]
public sealed partial class PrescriptionPagesTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Board_MoreThanItShowsAndOlderOnes_SaysHowManyAndStartsThem()
    {
        var page = await fixture.OpenAsync();
        await page.RouteAsync("**/api/v1/prescriptions/status*", async route =>
        {
            var response = await route.FetchAsync();
            var status = JsonNode.Parse(await response.TextAsync())!;
            var pharmacy = status["items"]![0]!;
            pharmacy["counts"]!.AsArray().Add(
                new JsonObject { ["state"] = "Queued", ["count"] = 10_000, ["undecided"] = 0 });
            pharmacy["watch"]!["skipped"] = 1;
            await route.FulfillAsync(new() { Response = response, Body = status.ToJsonString() });
        });
        await page.RouteAsync(Skipped(), route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"items":[{"id":"p1-old","serial":"20200101000001","day":"2020-01-01","state":"Skipped"}]}""",
        }));
        var started = new TaskCompletionSource();
        await page.RouteAsync("**/api/v1/prescriptions/p1-old/retry", async route =>
        {
            started.TrySetResult();
            await route.FulfillAsync(new()
            {
                Status = 202, ContentType = "application/json", Body = """{"status":"queued","id":"p1-old"}""",
            });
        });

        await ConsoleFixture.GoAsync(page, "/prescriptions");

        await Assertions.Expect(page.Locator("#column-detected")).ToContainTextAsync("10,000");
        await page.Locator("[aria-labelledby=column-detected]").GetByText("10,000 more").WaitForAsync();
        await Assertions.Expect(page.Locator("#column-explanation")).ToContainTextAsync("2");
        Assert.Equal(0, await page.Locator("[aria-labelledby=column-explanation]").GetByText("more").CountAsync());
        await page.Locator("#older summary").ClickAsync();
        await page.Locator("#older").GetByText("20200101000001").WaitForAsync();
        await page.Locator("#older button").ClickAsync();
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Prescription_AnotherIsChosenBeforeItsAnswerComes_ShowsTheOneThatWasChosen()
    {
        var (one, other) = (fixture.Prescription, fixture.OddPrescription);
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var page = await fixture.OpenAsync();
        await page.RouteAsync($"**/api/v1/prescriptions/{one}*", async route =>
        {
            asked.TrySetResult();
            await release.Task;
            await route.ContinueAsync();
        });

        await page.EvaluateAsync("path => { location.hash = path; }", $"/prescriptions/{one}");
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await page.EvaluateAsync("path => { location.hash = path; }", $"/prescriptions/{other}");
        await page.Locator("main h1").GetByText(SerialOf(other)).WaitForAsync();
        var late = page.WaitForResponseAsync(r => r.Url.Contains(one, StringComparison.Ordinal));
        release.SetResult();
        await (await late).FinishedAsync();
        await page.EvaluateAsync(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))");

        Assert.Equal(SerialOf(other), await page.Locator("main h1").InnerTextAsync());
        Assert.DoesNotContain(
            SerialOf(one), await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Prescription_DrugWhoseNameIsMarkup_IsShownAsText()
    {
        var page = await fixture.OpenAsync($"/prescriptions/{fixture.OddPrescription}");

        Assert.Contains(
            "<b>없는약이름정</b>", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("main b").CountAsync());
        await page.Context.CloseAsync();
    }

    // As in p1-20260311000001-0a1b2c3d.
    private static string SerialOf(string id) => id.Split('-')[1];

    [GeneratedRegex(@"/api/v1/prescriptions\?.*state=Skipped")]
    private static partial Regex Skipped();
}
