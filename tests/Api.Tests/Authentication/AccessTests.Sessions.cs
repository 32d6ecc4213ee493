using System.Net;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Tests.Authentication;

/// <content>Who sees and ends whose sessions of the console.</content>
public sealed partial class AccessTests
{
    [Fact]
    public async Task Sessions_OfAUser_AreSeenAndEndedByThemAndAdministratorsAlone()
    {
        var user = await fixture.AddUserAsync("sessions", Role.Viewer);
        var (one, two, other) = (
            await fixture.SignInAsync("sessions"), await fixture.SignInAsync("sessions"),
            await fixture.SignInAsync("Approver"));
        var own = await SessionsAsync(one);
        Assert.Equal(2, own.Count);
        Assert.All(own, s => Assert.Equal("sessions", s!["name"]!.ToString()));
        var id = Assert.Single(own, s => s!["isThis"]!.GetValue<bool>())!["id"]!.ToString();
        Assert.DoesNotContain(id, (await SessionsAsync(other)).Select(s => s!["id"]!.ToString()));
        var all = await fixture.App.Http.GetFromJsonAsync<JsonObject>("api/v1/sessions");
        Assert.Contains(id, all!["items"]!.AsArray().Select(s => s!["id"]!.ToString()));

        Assert.Equal(HttpStatusCode.NotFound, await EndAsync(other, id));
        Assert.NotNull(await ScopesAsync(one));
        Assert.Equal(HttpStatusCode.NoContent, await EndAsync(two, id));

        Assert.Null(await ScopesAsync(one));
        Assert.True(Assert.Single(await SessionsAsync(two))!["isThis"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.NotFound, await EndAsync(two, id));

        // With the user all of theirs end, and are listed no more.
        using var removed = await fixture.App.Http.DeleteAsync($"api/v1/users/{user}");
        all = await fixture.App.Http.GetFromJsonAsync<JsonObject>("api/v1/sessions");
        Assert.DoesNotContain("sessions", all!["items"]!.AsArray().Select(s => s!["name"]!.ToString()));
    }

    private async Task<JsonArray> SessionsAsync(string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/sessions");
        request.Headers.Add("Cookie", cookie);
        using var response = await fixture.Anonymous.SendAsync(request);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["items"]!.AsArray();
    }

    private async Task<HttpStatusCode> EndAsync(string cookie, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"api/v1/sessions/{id}");
        request.Headers.Add("Cookie", cookie);
        using var response = await fixture.Anonymous.SendAsync(request);
        return response.StatusCode;
    }
}
