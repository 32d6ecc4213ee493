using System.Net;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

/// <summary>What a server's entry is taken with is what works later; the rest is refused with the right spelling.
/// </summary>
[Collection(AppFixture.Name)]
public sealed class ServerEntryTests(AppFixture fixture)
{
    [Theory]
    [InlineData("branch", "배포/가을", "배포/가을")]
    [InlineData("branch", "fix(cart)&more", "fix(cart)&more")]
    [InlineData("branch", "refs/heads/trunk", "trunk")]
    [InlineData("repositoryUrl", "https://jun@git.example/team/shop.git", "https://jun@git.example/team/shop.git")]
    [InlineData("repositoryUrl", "https://git.example/Our Shop/_git/web", "https://git.example/Our Shop/_git/web")]
    [InlineData("repositoryUrl", "git@ssh.git.example:v3/Our%20Shop/web", "git@ssh.git.example:v3/Our%20Shop/web")]
    [InlineData("gitHubRepository", "jun_team/web", "jun_team/web")]
    [InlineData("slackChannel", "<#C07OPS|ops>", "C07OPS")]
    [InlineData("slackChannel", "#운영-알림", "#운영-알림")]
    [InlineData("branchPrefix", "feature/", "feature/")]
    [InlineData("authorName", "Robot", "Robot")]
    [InlineData("authorEmail", "robot@team.example", "robot@team.example")]
    public async Task AddServer_WhatWorks_IsTaken(string field, string value, string expected)
    {
        var (status, answer) = await AddAsync(field, value);
        Assert.Equal((HttpStatusCode.Created, expected), (status, answer[field]!.ToString()));
    }

    [Theory]
    [InlineData("branch", "a..b", "not a branch name")]
    [InlineData("branch", "a b", "not a branch name")]
    [InlineData("repositoryUrl", "team/web", "neither a URL nor an absolute path")]
    [InlineData("repositoryUrl", "git://git.example/web", "https")]
    [InlineData("repositoryUrl", "https://ghp_0123456789abcdefghij0123@git.example/web", "store it as the token")]
    [InlineData("gitHubRepository", "web", "owner/name")]
    [InlineData("token", "abc\ndef", "without spaces")]
    [InlineData("slackChannel", "the ops channel", "C012ABCDEF")]
    [InlineData("branchPrefix", "-x", "branch name")]
    [InlineData("authorEmail", "robot", "mail address")]
    [InlineData("authorName", "Robot <r@x>", "without < and >")]
    public async Task AddServer_WhatWouldFailLater_IsRefusedInWords(string field, string value, string expected)
    {
        var (status, answer) = await AddAsync(field, value);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        var fault = Assert.Single(answer["errors"]!.AsArray())!.ToString();
        Assert.StartsWith(field + ":", fault, StringComparison.Ordinal);
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangeServer_SentBackAsItWasReadWithOneChange_IsTaken()
    {
        var (_, added) = await AddAsync("branch", "trunk");
        added["branch"] = "main";

        using var changed = await fixture.App.Http.PutAsJsonAsync($"api/v1/servers/{added["id"]}", added);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("main", (await changed.Content.ReadFromJsonAsync<JsonObject>())!["branch"]!.ToString());
        added["brnach"] = "main";
        using var misspelled = await fixture.App.Http.PutAsJsonAsync($"api/v1/servers/{added["id"]}", added);
        Assert.Equal(HttpStatusCode.BadRequest, misspelled.StatusCode);
    }

    [Theory]
    [InlineData("en", "changed it meanwhile")]
    [InlineData("ko", "다른 사람이 변경했습니다")]
    public async Task ChangeServer_OfAVersionThatIsNoMore_IsRefusedAndOfTheLatestTaken(string language, string words)
    {
        var (_, added) = await AddAsync("branch", "trunk");
        var (id, version) = (added["id"]!.ToString(), added["version"]!.GetValue<long>());

        using var first = await PutAsync(version);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var next = (await first.Content.ReadFromJsonAsync<JsonObject>())!["version"]!.GetValue<long>();
        Assert.True(next > version);
        using var stale = await PutAsync(version);
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var problem = (await stale.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("changed_meanwhile", problem["code"]!.ToString());
        Assert.Contains(words, problem["detail"]!.ToString(), StringComparison.Ordinal);
        using var latest = await PutAsync(next);
        Assert.Equal(HttpStatusCode.OK, latest.StatusCode);
        using var whichever = await PutAsync(null);
        Assert.Equal(HttpStatusCode.OK, whichever.StatusCode);

        Task<HttpResponseMessage> PutAsync(long? of) => fixture.App.Http.SendAsync(
            new(HttpMethod.Put, $"api/v1/servers/{id}")
            {
                Content = JsonContent.Create(new
                {
                    name = added["name"]!.ToString(), hosts = new[] { "*" }, repositoryUrl = "/nowhere", version = of,
                }),
                Headers = { { "Accept-Language", language } },
            });
    }

    [Fact]
    public async Task AddServer_ApproversAsSlackCopiesThem_AreIds()
    {
        var (_, answer) = await AddAsync("approvers", new[] { "<@U07JUN|jun>", " U07MIN ", "@U07JUN", "" });
        Assert.Equal(["U07JUN", "U07MIN"], answer["approvers"]!.AsArray().Select(a => a!.ToString()));
    }

    [Fact]
    public async Task AddServer_ApproverByName_IsRefusedWithAnExample()
    {
        var (status, answer) = await AddAsync("approvers", new[] { "U07JUN", "@mina" });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("U012ABCDEF", answer["errors"]![0]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddServer_TokenOverPlainHttp_IsRefused()
    {
        var (status, answer) = await AddAsync("repositoryUrl", "http://git.example/web", token: "secret");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("plain http", answer["errors"]![0]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListServers_EachCaller_ShowsReportKeysToThoseWhoMayChangeThemAndNoOtherSecret()
    {
        const string secret = "whsec_c2VjcmV0LXNlY3JldA==";
        var (_, answer) = await AddAsync("webhookSecret", secret);
        var key = answer["reportKey"]!.ToString();
        Assert.Equal(32, key.Length);
        Assert.DoesNotContain(key, await ListAsync("read"), StringComparison.Ordinal);
        var list = await ListAsync("read", "write");
        Assert.Contains(key, list, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RotateReportKey_OfAServer_ChangesTheKeyAlone()
    {
        var (_, before) = await AddAsync("approvers", new[] { "U012ABCDEF" });
        using var response = await fixture.App.Http.PostAsync($"api/v1/servers/{before["id"]}/report-key", null);
        var after = (await response.Content.ReadFromJsonAsync<JsonObject>())!;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEqual(before["reportKey"]!.ToString(), after["reportKey"]!.ToString());
        after["reportKey"] = before["reportKey"]!.ToString();
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        using var unknown = await fixture.App.Http.PostAsync("api/v1/servers/none/report-key", null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private async Task<string> ListAsync(params string[] scopes)
    {
        using var made = await fixture.App.Http.PostAsJsonAsync("api/v1/keys", new { name = "lister", scopes });
        var key = (await made.Content.ReadFromJsonAsync<JsonObject>())!["key"]!.ToString();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/servers");
        request.Headers.Authorization = new("Bearer", key);
        using var response = await fixture.App.Http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<(HttpStatusCode Status, JsonObject Answer)> AddAsync(
        string field, object value, string? token = null)
    {
        var body = new Dictionary<string, object?>
        {
            ["name"] = $"entry-{Guid.NewGuid():n}",
            ["hosts"] = new[] { "*" },
            ["repositoryUrl"] = "https://git.example/team/web.git",
            ["token"] = token,
            [field] = value,
        };
        using var response = await fixture.App.Http.PostAsJsonAsync("api/v1/servers", body);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }
}
