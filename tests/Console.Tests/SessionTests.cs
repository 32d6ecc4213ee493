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

    [RequiresFact(Counterparts.Browser)]
    public async Task Drafts_OfTheUserBefore_AreNotTheNextOnesWords()
    {
        var (name, password) = ($"approver-{Guid.NewGuid():n}", "an approver's password");
        using var added = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/users", new { name, role = "Approver", password });
        added.EnsureSuccessStatusCode();
        var id = await fixture.ReportAsync();
        var page = await fixture.OpenAsync($"/analyses/{id}");
        await page.Locator("#reason").FillAsync("only my thought");
        await ConsoleFixture.GoAsync(page, "/chat");
        await page.Locator("#chat-text").FillAsync("only my question");

        await EndAsync(page, "chat");
        await SignInAsync(page, name, password);

        await Assertions.Expect(page.Locator(".who")).ToHaveTextAsync(name);
        await Assertions.Expect(page.Locator("#chat-text")).ToHaveValueAsync("");
        await ConsoleFixture.GoAsync(page, $"/analyses/{id}");
        await Assertions.Expect(page.Locator("#reason")).ToHaveValueAsync("");
        await page.Context.CloseAsync();
        using var removed = await fixture.App.Http.DeleteAsync(
            $"api/v1/users/{(await added.Content.ReadFromJsonAsync<JsonObject>())!["id"]}");
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task SignIn_InAnotherTab_IsThatOfEveryTab()
    {
        var page = await fixture.OpenAsync("/access");
        await Assertions.Expect(page.Locator(".who")).ToHaveTextAsync("console administrator");
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(fixture.Url.ToString());
        await other.Locator("main h1").First.WaitForAsync();

        await other.Locator("header .out").ClickAsync();
        await page.Locator("ops-sign-in h1").WaitForAsync();
        await SignInAsync(other, "viewer", ConsoleFixture.ViewerPassword);

        await Assertions.Expect(page.Locator(".who")).ToHaveTextAsync("viewer");
        await Assertions.Expect(page.Locator("ops-sign-in, main table")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Change_WhileSomebodyElseIsSignedIn_IsSentAsThePagesUserAndTheRefusalIsSaid()
    {
        var page = await fixture.OpenAsync("/access");
        var sent = new TaskCompletionSource<string?>();
        await page.RouteAsync("**/api/v1/users", async route =>
        {
            if (route.Request.Method != "POST")
            {
                await route.ContinueAsync();
                return;
            }

            sent.TrySetResult(route.Request.Headers.GetValueOrDefault("x-opsflow-user"));
            await route.FulfillAsync(new()
            {
                Status = 409, ContentType = "application/json", Body = """{"title":"No","code":"another_user"}""",
            });
        });
        await page.RouteAsync("**/api/v1/session", route => route.FulfillAsync(Session("vera")));
        await page.Locator("#user input[name=name]").FillAsync("somebody");
        await page.Locator("#user input[name=password]").FillAsync("somebody's password");

        await page.Locator("#user button[type=submit]").ClickAsync();

        Assert.Equal("admin-key", await sent.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        await Assertions.Expect(page.Locator(".who")).ToHaveTextAsync("vera");
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("vera");
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Header_OfAUserWithTheAdministratorsName_DoesNotCallThemThat()
    {
        var page = await fixture.OpenAsync(locale: "ko-KR");
        await Assertions.Expect(page.Locator(".who")).ToHaveTextAsync("콘솔 관리자");
        await page.RouteAsync("**/api/v1/session", route => route.FulfillAsync(Session("console administrator")));

        await page.ReloadAsync();

        await Assertions.Expect(page.Locator(".who")).ToHaveTextAsync("console administrator");
        await page.Context.CloseAsync();
    }

    /// <summary>What the server says of the session of a viewer.</summary>
    private static RouteFulfillOptions Session(string name) => new()
    {
        ContentType = "application/json",
        Body = new JsonObject { ["id"] = "user:v", ["name"] = name, ["scopes"] = new JsonArray("read") }.ToJsonString(),
    };

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
