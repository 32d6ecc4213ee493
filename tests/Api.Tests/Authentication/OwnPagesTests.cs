using System.Net;

namespace OpsFlow.Api.Tests.Authentication;

/// <summary>A session acts for pages of this origin alone; programs with a key come from nowhere.</summary>
[Collection(AppFixture.Name)]
public sealed class OwnPagesTests(AppFixture fixture)
{
    [Theory]
    [InlineData("Origin", "self", true)]
    [InlineData("Origin", "http://127.0.0.1:1", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    public async Task Act_WithASession_IsForOwnPages(string header, string value, bool isTaken)
    {
        using var handler = new SocketsHttpHandler { UseCookies = true };
        using var browser = new HttpClient(handler) { BaseAddress = fixture.App.Http.BaseAddress };
        using var signIn = await browser.PostAsJsonAsync("api/v1/session", new { key = AppProcess.AdminKey });
        Assert.Equal(HttpStatusCode.NoContent, signIn.StatusCode);

        using var act = Request(header, value, browser.BaseAddress!);
        using var response = await browser.SendAsync(act);

        // Nothing of this name is there: whoever is let in is told so.
        Assert.Equal(isTaken ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, response.StatusCode);
        using var read = await browser.GetAsync("api/v1/analyses");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Theory]
    [InlineData("admin-key", HttpStatusCode.NotFound)]
    [InlineData("user:somebody", HttpStatusCode.Conflict)]
    [InlineData("", HttpStatusCode.NotFound)]
    public async Task Act_OfAPageThatShowsAnotherUser_IsRefused(string shown, HttpStatusCode expected)
    {
        using var handler = new SocketsHttpHandler { UseCookies = true };
        using var browser = new HttpClient(handler) { BaseAddress = fixture.App.Http.BaseAddress };
        using var signIn = await browser.PostAsJsonAsync("api/v1/session", new { key = AppProcess.AdminKey });
        Assert.Equal(HttpStatusCode.NoContent, signIn.StatusCode);
        browser.DefaultRequestHeaders.TryAddWithoutValidation("X-OpsFlow-User", shown);

        using var response = await browser.PostAsync("api/v1/analyses/none/retry", null);
        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.Conflict)
        {
            Assert.Equal(
                "another_user", (await response.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.ToString());
        }

        using var read = await browser.GetAsync("api/v1/analyses");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using var again = await browser.PostAsJsonAsync("api/v1/session", new { key = AppProcess.AdminKey });
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task SignIn_FromAnotherSitesPage_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/session")
        {
            Content = JsonContent.Create(new { key = AppProcess.AdminKey }),
            Headers = { { "Origin", "https://elsewhere.example" } },
        };
        using var browser = new HttpClient { BaseAddress = fixture.App.Http.BaseAddress };
        using var response = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Act_WithAKeyAndAnOrigin_IsNotAskedWhereItComesFrom()
    {
        using var act = Request("Origin", "https://elsewhere.example", fixture.App.Http.BaseAddress!);
        using var response = await fixture.App.Http.SendAsync(act);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static HttpRequestMessage Request(string header, string value, Uri self) =>
        new(HttpMethod.Post, "api/v1/analyses/none/retry")
        {
            Headers = { { header, value == "self" ? self.GetLeftPart(UriPartial.Authority) : value } },
        };
}
