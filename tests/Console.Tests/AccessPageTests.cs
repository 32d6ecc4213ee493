using System.Net;
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

    [RequiresFact(Counterparts.Browser)]
    public async Task EditUser_AfterAnEditThatWasCanceled_ShowsWhatTheUserIs()
    {
        var name = $"editable-{Guid.NewGuid():n}";
        using var added = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/users", new { name, role = "Viewer", password = "an editable password" });
        added.EnsureSuccessStatusCode();
        var page = await fixture.OpenAsync("/access");
        var role = page.Locator("#user select[name=role]");
        var edit = page.GetByRole(AriaRole.Button, new() { Name = $"Edit {name}", Exact = true });
        await edit.ClickAsync();
        await page.Locator("#user input[name=name]").FillAsync("somebody else");
        await role.SelectOptionAsync("Admin");

        await page.Locator("#user button:not([type=submit])").ClickAsync();

        await Assertions.Expect(role).ToHaveValueAsync("Approver");
        await edit.ClickAsync();
        await Assertions.Expect(role).ToHaveValueAsync("Viewer");
        await Assertions.Expect(page.Locator("#user input[name=name]")).ToHaveValueAsync(name);
        await page.Context.CloseAsync();
        using var removed = await fixture.App.Http.DeleteAsync(
            $"api/v1/users/{(await added.Content.ReadFromJsonAsync<JsonObject>())!["id"]}");
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task EditUser_SomebodyElseChangedTheUserMeanwhile_IsToldWhatChanged()
    {
        var page = await fixture.OpenAsync("/servers");
        var (role, sent) = ("Viewer", new List<JsonNode>());
        await page.RouteAsync("**/api/v1/users", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = $$"""
                {"items":[{"id":"u1","name":"vera","role":"{{role}}","createdAt":"2026-01-01T00:00:00Z","version":7}]}
                """,
        }));
        await page.RouteAsync("**/api/v1/users/u1", route =>
        {
            sent.Add(JsonNode.Parse(route.Request.PostData!)!);
            role = "Approver";
            return route.FulfillAsync(new()
            {
                Status = 409, ContentType = "application/json", Body = """{"title":"No","code":"changed_meanwhile"}""",
            });
        });
        await ConsoleFixture.GoAsync(page, "/access");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit vera", Exact = true }).ClickAsync();
        await page.Locator("#user input[name=name]").FillAsync("vera k");

        await page.Locator("#user button[type=submit]").ClickAsync();

        await Assertions.Expect(page.Locator("#meanwhile li")).ToHaveTextAsync("Role: Viewer → Approver");
        Assert.Equal(7, Assert.Single(sent)["version"]!.GetValue<int>());
        await Assertions.Expect(page.Locator("#user input[name=name]")).ToHaveValueAsync("vera k");
        await Assertions.Expect(page.Locator("#user select[name=role]")).ToHaveValueAsync("Approver");
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task SignOut_OfAnothersSession_EndsItAtOnce()
    {
        const string Password = "a guest's password";
        var name = $"guest-{Guid.NewGuid():n}";
        using var added = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/users", new { name, role = "Viewer", password = Password });
        added.EnsureSuccessStatusCode();
        using var guest = new HttpClient { BaseAddress = fixture.Url };
        using var signedIn = await guest.PostAsJsonAsync("api/v1/session", new { name, password = Password });
        signedIn.EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync());
        var page = await fixture.OpenAsync("/access");
        await Assertions.Expect(page.GetByText("this one")).ToHaveCountAsync(1);

        var button = page.GetByRole(AriaRole.Button, new() { Name = $"Sign out {name}", Exact = true });
        await button.ClickAsync();
        await page.Locator("#confirm-yes").ClickAsync();

        await Assertions.Expect(button).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync());
        await page.Context.CloseAsync();
        var user = (await added.Content.ReadFromJsonAsync<JsonObject>())!["id"];
        using var removed = await fixture.App.Http.DeleteAsync($"api/v1/users/{user}");

        async Task<HttpStatusCode> StatusAsync()
        {
            using var response = await guest.GetAsync("api/v1/session");
            return response.StatusCode;
        }
    }
}
