using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>A tab that one user leaves and another one takes over.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class SessionTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task SignIn_OfAnotherUserOnTheTab_ShowsNothingOfTheOneBefore()
    {
        var page = await fixture.OpenAsync("/access");
        await page.Locator("input[name=keyName]").FillAsync("for the administrator's eyes");
        await page.Locator("#key button.primary").ClickAsync();
        await page.Locator("#secret").WaitForAsync();
        var secret = await page.Locator("#secret").InnerTextAsync();

        await EndAsync(page, "access");
        await SignInAsync(page, "viewer", ConsoleFixture.ViewerPassword);

        await Assertions.Expect(page.Locator(".who")).ToHaveTextAsync("viewer");
        await page.Locator("main h1").First.WaitForAsync();
        await Assertions.Expect(page.Locator("#secret, main table")).ToHaveCountAsync(0);
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    /// <summary>The session ends, and a page finds out.</summary>
    private static async Task EndAsync(IPage page, string name)
    {
        await page.Context.ClearCookiesAsync();
        await page.EvaluateAsync("name => document.querySelector(`ops-page-${name}`).reload()", name);
        await page.Locator("ops-sign-in h1").WaitForAsync();
    }

    private static async Task SignInAsync(IPage page, string name, string password)
    {
        await page.GetByText("Use a name and password instead").ClickAsync();
        await page.Locator("ops-sign-in input[name=name]").FillAsync(name);
        await page.Locator("ops-sign-in input[name=password]").FillAsync(password);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("ops-sign-in").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }
}
