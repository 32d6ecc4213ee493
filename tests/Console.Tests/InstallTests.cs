using System.Text.Json;

namespace OpsFlow.Console.Tests;

/// <summary>The console as an application on a phone's home screen.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class InstallTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Manifest_ReadByTheBrowser_HasNoFaultAndStartsScans()
    {
        var page = await fixture.NewPageAsync(375);
        await page.GotoAsync(fixture.Url.ToString());
        var session = await page.Context.NewCDPSessionAsync(page);

        var read = (await session.SendAsync("Page.getAppManifest"))!.Value;
        var faults = (await session.SendAsync("Page.getInstallabilityErrors"))!.Value;

        Assert.Empty(read.GetProperty("errors").EnumerateArray());
        // A private window, as tests use, can install nothing.
        Assert.DoesNotContain(
            faults.GetProperty("installabilityErrors").EnumerateArray(),
            e => e.GetProperty("errorId").GetString() != "in-incognito");
        using var manifest = JsonDocument.Parse(read.GetProperty("data").GetString()!);
        Assert.Contains(
            "/#/scans",
            manifest.RootElement.GetProperty("shortcuts").EnumerateArray()
                .Select(s => s.GetProperty("url").GetString()));
        await page.Context.CloseAsync();
    }
}
