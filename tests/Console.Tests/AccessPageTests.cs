using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The page of keys and users.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class AccessPageTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task AddKey_ForScansAndChat_GivesTheScopeToUse()
    {
        var page = await fixture.OpenAsync("/access");

        await page.Locator("input[name=keyName]").FillAsync("a phone");
        await page.Locator("#key input[value=read]").UncheckAsync();
        await page.Locator("#key input[value=use]").CheckAsync();
        await page.Locator("#key button.primary").ClickAsync();
        await page.Locator("#secret").WaitForAsync();

        var key = (await fixture.ItemsAsync("keys")).Single(k => k!["name"]!.ToString() == "a phone")!;
        Assert.Equal("use", Assert.Single(key["scopes"]!.AsArray())!.ToString());
        await Assertions.Expect(page.Locator("#key input[value=metrics]")).ToHaveCountAsync(1);
        await page.Context.CloseAsync();
    }
}
