using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The search over everything.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class PaletteTests(ConsoleFixture fixture)
{
    // The Enter that ends a syllable of Hangul belongs to the text; that of search comes after it.
    [RequiresFact(Counterparts.Browser)]
    public async Task Enter_WhileASyllableIsComposed_GoesNowhere()
    {
        var page = await fixture.OpenAsync("/servers", locale: "ko-KR");
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("ops-palette input").FillAsync("분석");
        await page.Locator("ops-palette li[aria-selected=true]").GetByText("분석").WaitForAsync();

        await PressAsync(page, isComposing: true);

        await Assertions.Expect(page.Locator("ops-palette dialog[open]")).ToBeVisibleAsync();
        Assert.EndsWith("#/servers", page.Url, StringComparison.Ordinal);
        await PressAsync(page, isComposing: false);
        await page.WaitForURLAsync("**#/analyses");
        await page.Context.CloseAsync();
    }

    private static Task PressAsync(IPage page, bool isComposing) => page.Locator("ops-palette input").EvaluateAsync(
        """
        (input, isComposing) => input.dispatchEvent(new KeyboardEvent(
            'keydown', { key: 'Enter', isComposing, bubbles: true, cancelable: true }))
        """,
        isComposing);
}
