using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>Every page in both languages, both widths and both themes.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class PagesTests(ConsoleFixture fixture, ITestOutputHelper output)
{
    /// <summary>Each two of language, width and theme together; the long run takes all of them.</summary>
    public static TheoryData<string, int, ColorScheme> Forms
    {
        get
        {
            var forms = new TheoryData<string, int, ColorScheme>
            {
                { "en-US", 1440, ColorScheme.Light },
                { "en-US", 375, ColorScheme.Dark },
                { "ko-KR", 1440, ColorScheme.Dark },
                { "ko-KR", 375, ColorScheme.Light },
            };
            if (LongTests.Enabled)
            {
                forms.Add("en-US", 1440, ColorScheme.Dark);
                forms.Add("en-US", 375, ColorScheme.Light);
                forms.Add("ko-KR", 1440, ColorScheme.Light);
                forms.Add("ko-KR", 375, ColorScheme.Dark);
            }

            return forms;
        }
    }

    [RequiresTheory(Counterparts.Browser)]
    [MemberData(nameof(Forms))]
    public async Task Pages_InEachForm_AreAccessibleFitAndSpeakOneLanguage(
        string locale, int width, ColorScheme scheme)
    {
        Assert.True(fixture.Axe is not null, "axe-core could not be installed from npm.");
        var page = await fixture.NewPageAsync(width, locale, scheme);
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal)
                && !message.Text.Contains("401", StringComparison.Ordinal))
            {
                faults.Add(message.Text);
            }
        };
        page.PageError += (_, error) => faults.Add(error);
        async Task CheckAsync(string name)
        {
            var axe = await PageChecks.AxeAsync(page, fixture.Axe!);
            if (axe.Length > 0)
            {
                faults.Add($"{name}: {axe}");
            }

            if (!await PageChecks.FitsAsync(page))
            {
                faults.Add($"{name}: scrolls sideways");
            }

            if (locale == "ko-KR")
            {
                faults.AddRange((await PageChecks.EnglishAsync(page)).Select(word => $"{name}: {word}"));
            }

            await Pictures.TakeAsync(page, $"{name}-{locale[..2]}-{width}-{scheme}".ToLowerInvariant());
        }

        await page.GotoAsync(fixture.Url.ToString());
        await page.Locator("ops-sign-in h1").WaitForAsync();
        await CheckAsync("sign-in");
        await page.GotoAsync($"{fixture.Url}#key={AppProcess.AdminKey}");
        await page.ReloadAsync();
        await page.Locator("main h1").First.WaitForAsync();
        foreach (var (name, path) in await PathsAsync())
        {
            await ConsoleFixture.GoAsync(page, path);
            if (name == "conversation")
            {
                await page.Locator("details.how summary").ClickAsync();
                await page.Locator("details.how dl").WaitForAsync();
            }

            await CheckAsync(name);
        }

        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("ops-palette li").First.WaitForAsync();
        await CheckAsync("search");
        output.WriteLine(string.Join('\n', faults));
        Assert.Empty(faults);
        await page.Context.CloseAsync();
    }

    private async Task<List<(string Name, string Path)>> PathsAsync()
    {
        var run = (await fixture.ItemsAsync("workflows"))
            .First(w => w!["type"]!.ToString() == "ErrorAnalysis" && w["status"]!.ToString() == "Completed")!;
        return
        [
            ("overview", "/"), ("analyses", "/analyses"), ("analyses-filtered", "/analyses?state=Published"),
            ("analyses-empty", "/analyses?q=nothing-has-this"), ("analysis", $"/analyses/{fixture.Published}"),
            ("analysis-hostile", $"/analyses/{fixture.Hostile}"), ("analysis-missing", "/analyses/none"),
            ("runs", "/runs"), ("workflows", "/workflows"), ("workflow", $"/workflows/{run["id"]}/{run["runId"]}"),
            ("chat", "/chat"), ("conversation", $"/chat/{fixture.Conversation}"),
            ("turn", $"/chat/turns/{fixture.Turn}"),
            ("models", "/models"), ("schedules", "/schedules"), ("settings", "/settings"),
            ("servers", "/servers"), ("server", $"/servers/{fixture.Server}"), ("server-new", "/servers/new"),
            ("access", "/access"),
            ("news", "/news"), ("scans", "/scans"), ("scan-asking", $"/scans/{fixture.AskingScan}"),
            ("scan-done", $"/scans/{fixture.DoneScan}"), ("prescriptions", "/prescriptions"),
            ("prescription", $"/prescriptions/{fixture.Prescription}"),
        ];
    }
}
