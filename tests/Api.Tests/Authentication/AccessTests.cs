using System.Net;
using System.Text;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Tests.Authentication;

/// <summary>Every kind of caller at every endpoint, as its scope says.</summary>
public sealed partial class AccessTests(AccessTests.Fixture fixture) : IClassFixture<AccessTests.Fixture>
{
    /// <summary>What each endpoint needs; one that is missing here fails the test.</summary>
    public static TheoryData<string, string, string> Endpoints => new()
    {
        { "GET", "/metrics", Scope.Metrics },
        { "GET", "/api/v1/analyses", Scope.Read },
        { "GET", "/api/v1/analyses/cursor", Scope.Read },
        { "GET", "/api/v1/analyses/events", Scope.Read },
        { "GET", "/api/v1/analyses/overview", Scope.Read },
        { "GET", "/api/v1/analyses/{id}", Scope.Read },
        { "GET", "/api/v1/analyses/{id}/diff", Scope.Read },
        { "GET", "/api/v1/analyses/{id}/rounds", Scope.Read },
        { "GET", "/api/v1/analyses/{id}/timeline", Scope.Read },
        { "GET", "/api/v1/analyses/{id}/events", Scope.Read },
        { "GET", "/api/v1/analyses/{id}/history", Scope.Read },
        { "POST", "/api/v1/analyses/{id}/decision", Scope.Decide },
        { "POST", "/api/v1/analyses/{id}/retry", Scope.Decide },
        { "GET", "/api/v1/servers", Scope.Read },
        { "GET", "/api/v1/servers/{id}", Scope.Read },
        { "POST", "/api/v1/servers", Scope.Write },
        { "PUT", "/api/v1/servers/{id}", Scope.Write },
        { "DELETE", "/api/v1/servers/{id}", Scope.Write },
        { "POST", "/api/v1/servers/{id}/report-key", Scope.Write },
        { "POST", "/api/v1/servers/{id}/test-clone", Scope.Write },
        { "GET", "/api/v1/workflows", Scope.Read },
        { "GET", "/api/v1/workflows/{id}/{runId}", Scope.Read },
        { "GET", "/api/v1/workflows/{id}/{runId}/history", Scope.Read },
        { "GET", "/api/v1/workflows/{id}/{runId}/steps", Scope.Read },
        { "POST", "/api/v1/workflows/{id}/{runId}/cancel", Scope.Write },
        { "POST", "/api/v1/workflows/{id}/{runId}/terminate", Scope.Write },
        { "POST", "/api/v1/workflows/{id}/{runId}/signal", Scope.Write },
        { "GET", "/api/v1/keys", Scope.Access },
        { "POST", "/api/v1/keys", Scope.Access },
        { "DELETE", "/api/v1/keys/{id}", Scope.Access },
        { "GET", "/api/v1/users", Scope.Access },
        { "POST", "/api/v1/users", Scope.Access },
        { "PUT", "/api/v1/users/{id}", Scope.Access },
        { "DELETE", "/api/v1/users/{id}", Scope.Access },
        { "POST", "/api/v1/tokens/revocations", Scope.Access },
        { "GET", "/api/v1/news", Scope.Read },
        { "GET", "/api/v1/runs", Scope.Read },
        { "GET", "/api/v1/runs/counts", Scope.Read },
        { "POST", "/api/v1/runs/{pipeline}/{id}/retry", Scope.Decide },
        { "POST", "/api/v1/runs/{pipeline}/{id}/discard", Scope.Decide },
        { "GET", "/api/v1/schedules", Scope.Read },
        { "POST", "/api/v1/schedules/{task}/pause", Scope.Write },
        { "POST", "/api/v1/schedules/{task}/resume", Scope.Write },
        { "POST", "/api/v1/schedules/{task}/run", Scope.Write },
        { "GET", "/api/v1/models", Scope.Read },
        { "GET", "/api/v1/models/budgets", Scope.Read },
        { "GET", "/api/v1/models/calls", Scope.Read },
        { "GET", "/api/v1/models/costs", Scope.Read },
        { "GET", "/api/v1/system", Scope.Read },
        { "GET", "/api/v1/settings", Scope.Access },
        { "GET", "/api/v1/live", Scope.Read },
        { "GET", "/api/v1/scans", Scope.Use },
        { "POST", "/api/v1/scans", Scope.Use },
        { "GET", "/api/v1/scans/{id}", Scope.Use },
        { "DELETE", "/api/v1/scans/{id}", Scope.Use },
        { "GET", "/api/v1/scans/{id}/events", Scope.Use },
        { "POST", "/api/v1/scans/{id}/label", Scope.Use },
        { "POST", "/api/v1/scans/{id}/retry", Scope.Use },
        { "GET", "/api/v1/characters", Scope.Use },
        { "GET", "/api/v1/characters/{id}/picture", Scope.Use },
        { "GET", "/api/v1/users/{id}/characters", Scope.Use },
        { "GET", "/api/v1/users/{id}/points", Scope.Use },
        { "POST", "/api/v1/rewards/evaluate", Scope.Use },
        { "POST", "/api/v1/waste/match", Scope.Use },
        { "GET", "/api/v1/prescriptions", Scope.Read },
        { "GET", "/api/v1/prescriptions/board", Scope.Read },
        { "GET", "/api/v1/prescriptions/costs", Scope.Read },
        { "GET", "/api/v1/prescriptions/events", Scope.Read },
        { "GET", "/api/v1/prescriptions/overrides", Scope.Read },
        { "GET", "/api/v1/prescriptions/status", Scope.Read },
        { "GET", "/api/v1/prescriptions/{id}", Scope.Read },
        { "GET", "/api/v1/prescriptions/{id}/labels/{line}", Scope.Read },
        { "GET", "/api/v1/prescriptions/{id}/labels/{line}/print", Scope.Read },
        { "POST", "/api/v1/prescriptions/analyze", Scope.Decide },
        { "POST", "/api/v1/prescriptions/{id}/cards/{card}/decision", Scope.Decide },
        { "POST", "/api/v1/prescriptions/{id}/retry", Scope.Decide },
        { "POST", "/api/v1/interactions/check", Scope.Read },
        { "POST", "/pmr/api/paai/analyze", Scope.Decide },
        { "GET", "/api/v1/chat", Scope.Use },
        { "POST", "/api/v1/chat/{sessionId}/messages", Scope.Use },
        { "GET", "/api/v1/chat/{sessionId}/messages", Scope.Use },
        { "GET", "/api/v1/chat/jobs/{id}", Scope.Use },
        { "GET", "/api/v1/chat/jobs/{id}/events", Scope.Use },
        { "POST", "/api/v1/chat/jobs/{id}/cancel", Scope.Use },
        { "POST", "/api/v1/chat/jobs/{id}/input", Scope.Use },
        { "POST", "/api/v1/chat/route", Scope.Use },
        { "PUT", "/api/v1/analyses/{id}/mute", Scope.Decide },
        { "DELETE", "/api/v1/analyses/{id}/mute", Scope.Decide },
        { "PUT", "/api/v1/servers/{id}/source-maps/{script}", Scope.Write },
        { "DELETE", "/api/v1/servers/{id}/source-maps/{script}", Scope.Write },
        { "POST", "/api/v1/chat/callbacks", Scope.Use },
        { "GET", "/api/v1/chat/callbacks", Scope.Use },
        { "DELETE", "/api/v1/chat/callbacks/{id}", Scope.Use },
        { "GET", "/api/v1/session", "" },
        { "GET", "/api/v1/sessions", "" },
        { "DELETE", "/api/v1/sessions/{id}", "" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_EachCaller_IsLetInByItsScopesAlone(string method, string path, string scope)
    {
        foreach (var caller in fixture.Callers)
        {
            using var request = Request(method, path);
            caller.Apply(request);
            using var response = await fixture.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var (status, expected) = ((int)response.StatusCode, caller.Scopes is null ? 401
                : scope.Length == 0 || caller.Scopes.Contains(scope)
                || (scope == Scope.Metrics && caller.Scopes.Contains(Scope.Read)) ? 0 : 403);
            Assert.True(
                expected == 0 ? status is not (401 or 403) : status == expected,
                $"{caller.Name} at {method} {path}: {status} instead of {expected}");
        }
    }

    [Fact]
    public async Task Endpoints_InTheDocument_AreAllInTheTable()
    {
        var document = await fixture.Anonymous.GetFromJsonAsync<JsonObject>("openapi/v1.json");
        var secured = document!["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()
            .Where(o => o.Value!["security"] is not null).Select(o => $"{o.Key.ToUpperInvariant()} {p.Key}"));
        Assert.Equal(Endpoints.Select(e => $"{e[0]} {e[1]}").Order(), secured.Order());
    }

    [Fact]
    public async Task Keys_FromMakingToRevoking_AreShownOnceAndThenRefused()
    {
        var http = fixture.App.Http;
        var (key, id) = await fixture.AddKeyAsync("ci", [Scope.Read]);
        var list = await http.GetStringAsync("api/v1/keys");
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);
        Assert.Contains(key[..12], list, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await fixture.GetAsync(key));

        using var revoked = await http.DeleteAsync($"api/v1/keys/{id}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.GetAsync(key));
    }

    [Theory]
    [InlineData("""{"name":"","scopes":["read"]}""", "name")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["root"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["read"],"expirseAt":"2999-01-01T00:00:00Z"}""", "expirseAt")]
    [InlineData("""{"name":"x","scopes":["read"],"expiresAt":"2001-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task AddKey_Invalid_NamesTheFault(string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await fixture.App.Http.PostAsync("api/v1/keys", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(
            field, (await response.Content.ReadFromJsonAsync<JsonObject>())!["errors"]![0]!.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeysAndUsers_WithMoreThanTheirMakerHas_AreRefused()
    {
        var (key, _) = await fixture.AddKeyAsync("keys only", [Scope.Access]);
        var admin = await fixture.AddUserAsync("boss", Role.Admin);
        await RefusedAsync(HttpMethod.Post, "api/v1/keys", new { name = "more", scopes = new[] { Scope.Write } });
        await RefusedAsync(
            HttpMethod.Post, "api/v1/users", new { name = "me", role = "Admin", password = Fixture.Password });
        await RefusedAsync(
            HttpMethod.Put, $"api/v1/users/{admin}",
            new { name = "boss", role = "Viewer", password = "mine now, mine" });

        async Task RefusedAsync(HttpMethod method, string path, object body)
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
            request.Headers.Authorization = new("Bearer", key);
            using var response = await fixture.Anonymous.SendAsync(request);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task ChangeUser_OfAVersionThatIsNoMore_IsRefused()
    {
        var id = await fixture.AddUserAsync("versioned", Role.Viewer);
        var users = (await fixture.App.Http.GetFromJsonAsync<JsonObject>("api/v1/users"))!["items"]!.AsArray();
        var version = users.Single(u => u!["id"]!.ToString() == id)!["version"]!.GetValue<long>();

        Assert.Equal(HttpStatusCode.OK, await PutAsync("Approver"));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync("Admin"));

        async Task<HttpStatusCode> PutAsync(string role)
        {
            using var response = await fixture.App.Http.PutAsJsonAsync(
                $"api/v1/users/{id}", new { name = "versioned", role, version });
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task RemoveUserOrKey_ThatMayDoMoreThanTheCaller_IsRefused()
    {
        var (caller, callerId) = await fixture.AddKeyAsync("access only", [Scope.Access]);
        var (_, other) = await fixture.AddKeyAsync("all", [.. Scope.All]);
        var admin = await fixture.AddUserAsync("the only administrator", Role.Admin);

        Assert.Equal(HttpStatusCode.Forbidden, await DeleteAsync($"api/v1/users/{admin}"));
        Assert.Equal(HttpStatusCode.Forbidden, await DeleteAsync($"api/v1/keys/{other}"));
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync("api/v1/users/none"));
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync($"api/v1/keys/{callerId}"));

        async Task<HttpStatusCode> DeleteAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, path);
            request.Headers.Authorization = new("Bearer", caller);
            using var response = await fixture.Anonymous.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("2")]
    [InlineData("Viewer, Admin")]
    [InlineData("")]
    public async Task AddUser_RoleThatIsNoName_IsRefused(string role)
    {
        using var response = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/users", new { name = $"role-{Guid.NewGuid():n}", role, password = Fixture.Password });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("Console  Administrator")]
    [InlineData("콘솔 관리자")]
    public async Task AddUserOrKey_WithTheAdministratorsName_IsRefused(string name)
    {
        using var user = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/users", new { name, role = "Viewer", password = Fixture.Password });
        Assert.Equal(HttpStatusCode.BadRequest, user.StatusCode);
        using var key = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/keys", new { name, scopes = new[] { Scope.Read } });
        Assert.Equal(HttpStatusCode.BadRequest, key.StatusCode);
    }

    [Fact]
    public async Task User_NameAndPasswordInAnotherNormalForm_AreTheSame()
    {
        // Decomposed, as some keyboards and file systems write it.
        const string Decomposed = "\u1106\u1175\u11ab\u110b\u1161";
        const string Composed = "\ubbfc\uc544";
        using var added = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/users", new { name = Composed, role = "Viewer", password = $"{Composed} and a long word" });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);

        using var signIn = await fixture.Anonymous.PostAsJsonAsync(
            "api/v1/session", new { name = Decomposed, password = $"{Decomposed} and a long word" });
        Assert.Equal(HttpStatusCode.NoContent, signIn.StatusCode);
        using var second = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/users", new { name = Decomposed, role = "Viewer", password = Fixture.Password });
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
    }

    [Fact]
    public async Task User_RoleAndPasswordChanged_CountAtOnce()
    {
        var http = fixture.App.Http;
        var user = await fixture.AddUserAsync("mina", Role.Viewer);
        var cookie = await fixture.SignInAsync("Mina");
        Assert.Equal("read use", await ScopesAsync(cookie));

        using (var changed = await http.PutAsJsonAsync(
            $"api/v1/users/{user}", new { name = "mina", role = "Approver" }))
        {
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }

        Assert.Equal("read decide use", await ScopesAsync(cookie));
        using (var changed = await http.PutAsJsonAsync(
            $"api/v1/users/{user}", new { name = "mina", role = "Approver", password = "another password" }))
        {
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }

        Assert.Null(await ScopesAsync(cookie));
        using var wrong = await fixture.Anonymous.PostAsJsonAsync(
            "api/v1/session", new { name = "mina", password = Fixture.Password });
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    private static HttpRequestMessage Request(string method, string path) => new(
        new HttpMethod(method),
        path.Replace("{id}", "none").Replace("{task}", "none").Replace("{runId}", Guid.Empty.ToString()))
    {
        Content = method is "POST" or "PUT" ? new StringContent("{}", Encoding.UTF8, "application/json") : null,
    };

    private async Task<string?> ScopesAsync(string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/session");
        request.Headers.Add("Cookie", cookie);
        using var response = await fixture.Anonymous.SendAsync(request);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return null;
        }

        var session = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        // What pages know their user's own things by.
        Assert.StartsWith("user:", session["id"]!.ToString());
        return string.Join(' ', session["scopes"]!.AsArray());
    }
}
