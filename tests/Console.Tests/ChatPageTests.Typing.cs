using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <content>Typing Korean and sending it, once.</content>
public sealed partial class ChatPageTests
{
    // How browsers tell of the Enter that ends a syllable: some of the key alone, some of it twice, some after the end.
    [RequiresTheory(Counterparts.Browser)]
    [InlineData("within")]
    [InlineData("within, then again")]
    [InlineData("after")]
    [InlineData("after, then again")]
    public async Task Enter_WhileASyllableIsComposed_SendsOneWholeMessage(string told)
    {
        var (page, keys) = await OpenAsync();
        await keys.SendAsync("Input.insertText", new() { ["text"] = "안녕하세" });
        await ComposeAsync(keys, "ㅇ", "요");
        if (told.StartsWith("within", StringComparison.Ordinal))
        {
            await KeyAsync(keys, 229);
        }

        await keys.SendAsync("Input.insertText", new() { ["text"] = "요" });
        if (told.StartsWith("after", StringComparison.Ordinal))
        {
            await KeyAsync(keys, 229);
        }

        if (told.EndsWith("again", StringComparison.Ordinal))
        {
            await KeyAsync(keys, 13);
        }

        await AssertSentAsync(page, "안녕하세요");
    }

    [RequiresTheory(Counterparts.Browser)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Enter_BehindASyllableThatIsDone_SendsWithTheFirst(int times)
    {
        var (page, keys) = await OpenAsync();
        await ComposeAsync(keys, "ㄴ", "네");
        await keys.SendAsync("Input.insertText", new() { ["text"] = "네" });
        for (var i = 0; i < times; i++)
        {
            await KeyAsync(keys, 13);
        }

        await AssertSentAsync(page, "네");
    }

    // In a script that converts, Enter chooses.
    [RequiresFact(Counterparts.Browser)]
    public async Task Enter_ThatChoosesAWord_SendsNothingYet()
    {
        var (page, keys) = await OpenAsync();
        await ComposeAsync(keys, "にほn", "日本");
        await KeyAsync(keys, 229);
        await keys.SendAsync("Input.insertText", new() { ["text"] = "日本" });

        await page.WaitForFunctionAsync("document.querySelector('#chat-text').value === '日本'");
        await Assertions.Expect(page.Locator("li.said")).ToHaveCountAsync(0);
        await KeyAsync(keys, 13);
        await AssertSentAsync(page, "日本");
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Send_PressedTwiceAndAnswerLostOnTheWay_IsOneMessage()
    {
        var (page, _) = await OpenAsync();
        var lost = 0;
        await page.RouteAsync("**/api/v1/chat/*/messages", async route =>
        {
            if (route.Request.Method == "POST" && lost++ == 0)
            {
                // It arrives; that it did is not heard.
                await route.FetchAsync();
                await route.AbortAsync();
                return;
            }

            await route.ContinueAsync();
        });
        await page.Locator("#chat-text").FillAsync("한 번만 말할게요");
        await page.Locator("form button.primary").DblClickAsync();
        await page.Locator(".notice.bad").WaitForAsync();
        Assert.Equal("한 번만 말할게요", await page.Locator("#chat-text").InputValueAsync());
        await page.Locator("form button.primary").DblClickAsync();

        await AssertSentAsync(page, "한 번만 말할게요");
        var conversations = await _app.Http.GetFromJsonAsync<JsonObject>("api/v1/chat");
        Assert.Single(conversations!["items"]!.AsArray());
    }

    // As an input method does it: what is shown is not yet in the text.
    private static async Task ComposeAsync(ICDPSession keys, params string[] steps)
    {
        foreach (var step in steps)
        {
            await keys.SendAsync("Input.imeSetComposition", new()
            {
                ["text"] = step, ["selectionStart"] = step.Length, ["selectionEnd"] = step.Length,
            });
        }
    }

    private static async Task KeyAsync(ICDPSession keys, int code)
    {
        await keys.SendAsync("Input.dispatchKeyEvent", new()
        {
            ["type"] = code == 13 ? "keyDown" : "rawKeyDown", ["windowsVirtualKeyCode"] = code, ["key"] = "Enter",
            ["code"] = "Enter", ["text"] = code == 13 ? "\r" : "",
        });
        await keys.SendAsync("Input.dispatchKeyEvent", new()
        {
            ["type"] = "keyUp", ["windowsVirtualKeyCode"] = 13, ["key"] = "Enter", ["code"] = "Enter",
        });
    }

    private static async Task AssertSentAsync(IPage page, string message)
    {
        await Assertions.Expect(page.Locator("li.answered .md")).ToHaveTextAsync("반가워요");
        await Assertions.Expect(page.Locator("form button.primary")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("li.said p").First).ToHaveTextAsync(message);
        // Nothing else was sent meanwhile, and nothing is left to be.
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("li.answered")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("li.said")).ToHaveCountAsync(1);
        Assert.Equal("", (await page.Locator("#chat-text").InputValueAsync()).Trim());
        await page.Context.CloseAsync();
    }
}
