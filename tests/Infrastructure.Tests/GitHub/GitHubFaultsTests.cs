using System.Net;
using System.Text;
using OpsFlow.Infrastructure.GitHub;

namespace OpsFlow.Infrastructure.Tests.GitHub;

/// <summary>Refusals: which are only limits, where the token goes, and what a person is told.</summary>
public sealed class GitHubFaultsTests
{
    private const string ApiUrl = "http://github.test/api/v3/";

    [Theory]
    [InlineData(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.")]
    [InlineData(403, "You have exceeded a secondary rate limit and are temporarily blocked from content creation.")]
    [InlineData(403, "You have triggered an abuse detection mechanism. Please retry your request again later.")]
    [InlineData(403, "API rate limit exceeded for installation ID 7.")]
    [InlineData(429, "Too many requests")]
    [InlineData(422, "Validation Failed: was submitted too quickly")]
    public async Task Call_LimitWithoutATime_WaitsAMinute(int status, string message)
    {
        var client = Client(_ => Json(status, $$"""{"message":"{{message}}"}"""));
        var e = await Assert.ThrowsAsync<GitHubException>(
            () => client.CreatePullRequestAsync("b", "main", "t", "b", false, default));
        Assert.True(e.IsTransient);
        Assert.Equal(TimeSpan.FromMinutes(1), e.RetryAfter);
    }

    [Fact]
    public async Task Call_LimitWithItsEnd_WaitsUntilThen()
    {
        var reset = DateTimeOffset.UtcNow.AddMinutes(20).ToUnixTimeSeconds();
        var client = Client(_ => ScriptedHandler.Json(
            HttpStatusCode.Forbidden, """{"message":"API rate limit exceeded"}""",
            ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{reset}")));
        var e = await Assert.ThrowsAsync<GitHubException>(() => client.DefaultBranchAsync(default));
        Assert.InRange(e.RetryAfter!.Value.TotalMinutes, 19, 20.1);
    }

    [Theory]
    [InlineData(301, "http://github.test/api/v3/repositories/7")]
    [InlineData(302, "/api/v3/repositories/7")]
    [InlineData(307, "/api/v3/repositories/7")]
    [InlineData(308, "http://github.test/api/v3/repositories/7")]
    public async Task Call_RepositoryMoved_SendsTheTokenThereAgain(int status, string location)
    {
        var client = Client(request => request.RequestUri!.AbsolutePath == "/api/v3/repositories/7"
            ? request.Headers.Authorization is null
                ? Json(404, """{"message":"Not Found"}""")
                : Json(200, """{"default_branch":"trunk"}""")
            : Moved(status, location));
        Assert.Equal("trunk", await client.DefaultBranchAsync(default));
    }

    [Theory]
    [InlineData("http://elsewhere.test/api/v3/repositories/7")]
    [InlineData("http://github.test:81/api/v3/repositories/7")]
    [InlineData("https://github.test/api/v3/repositories/7")]
    public async Task Call_RedirectToAnotherPlace_DoesNotSendTheTokenThere(string location)
    {
        var seen = new List<bool>();
        var client = Client(request =>
        {
            if (request.RequestUri!.AbsoluteUri == location)
            {
                seen.Add(request.Headers.Authorization is not null);
                return Json(200, """{"default_branch":"trunk"}""");
            }

            return Moved(301, location);
        });
        await client.DefaultBranchAsync(default);
        Assert.Equal([false], seen);
    }

    [Fact]
    public async Task Call_SignInPage_IsFinalAndNamesTheSetting()
    {
        var client = Client(request => request.RequestUri!.AbsolutePath == "/login"
            ? Page(200)
            : Moved(302, "http://github.test/login"));
        var e = await Assert.ThrowsAsync<GitHubException>(() => client.DefaultBranchAsync(default));
        Assert.False(e.IsTransient);
        Assert.Contains("OPSFLOW_GITHUB_API_URL", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, false)]
    [InlineData(403, false)]
    [InlineData(502, true)]
    public async Task Call_WebPageAsARefusal_IsFinalUnlessTheServerIsDown(int status, bool isTransient)
    {
        var e = await Assert.ThrowsAsync<GitHubException>(() => Client(_ => Page(status)).DefaultBranchAsync(default));
        Assert.Equal(isTransient, e.IsTransient);
        Assert.DoesNotContain("<html", e.Message, StringComparison.Ordinal);
        Assert.Contains(isTransient ? "does not answer (502)" : "web page", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "Bad credentials", "refused the stored token")]
    [InlineData(404, "Not Found", "cannot see o/r")]
    [InlineData(403, "Resource not accessible by personal access token", "not accessible by personal access token")]
    [InlineData(409, "Git Repository is empty.", "o/r is empty")]
    public async Task Call_Refused_SaysWhoCanMendIt(int status, string message, string expected)
    {
        var client = Client(_ => Json(status, $$"""{"message":"{{message}}"}"""));
        var e = await Assert.ThrowsAsync<GitHubException>(() => client.DefaultBranchAsync(default));
        Assert.False(e.IsTransient);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_NoToken_SaysThatOneIsWanted()
    {
        var client = Client(_ => Json(404, """{"message":"Not Found"}"""), token: null);
        var e = await Assert.ThrowsAsync<GitHubException>(() => client.DefaultBranchAsync(default));
        Assert.Contains("without a token", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateBranchAsync_MayReadOnly_SaysSo()
    {
        var client = Client(request => request.Method == HttpMethod.Get
            ? Json(200, """{"default_branch":"trunk"}""")
            : Json(404, """{"message":"Not Found"}"""));
        await client.DefaultBranchAsync(default);
        var e = await Assert.ThrowsAsync<GitHubException>(() => client.CreateBranchAsync("b", "abc", default));
        Assert.Contains("may not write", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateBranchAsync_SignaturesAreWanted_SaysWhoSigns()
    {
        var client = Client(_ => Json(
            422, """{"message":"Repository rule violations found\n\nCommits must have verified signatures.\n\n"}"""));
        var e = await Assert.ThrowsAsync<GitHubException>(() => client.CreateBranchAsync("b", "abc", default));
        Assert.Contains("installation token", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CreateCommitAsync_Author_IsSentOnlyIfOneIsNamed(bool isNamed)
    {
        var sent = "";
        var client = Client(request =>
        {
            sent = request.Content!.ReadAsStringAsync().Result;
            return Json(201, """{"sha":"c1"}""");
        });
        var author = isNamed ? new GitHubAuthor("Robot", "robot@team.example", DateTimeOffset.UnixEpoch) : null;
        Assert.Equal("c1", await client.CreateCommitAsync("m", "t", "p", author, default));
        Assert.Equal(isNamed, sent.Contains("robot@team.example", StringComparison.Ordinal));
        Assert.Equal(isNamed, sent.Contains("committer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CreatePullRequestAsync_NoDraftsHere_OpensAnOrdinaryOne()
    {
        var bodies = new List<string>();
        var client = Client(request =>
        {
            bodies.Add(request.Content!.ReadAsStringAsync().Result);
            return bodies.Count == 1
                ? Json(422, """{"message":"Draft pull requests are not supported in this repository."}""")
                : Json(201, """{"number":3,"html_url":"http://github.test/o/r/pull/3"}""");
        });
        var made = await client.CreatePullRequestAsync("b", "main", "t", "b", true, default);
        Assert.Equal((3, 2), (made.Number, bodies.Count));
        Assert.Contains("\"draft\":false", bodies[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreatePullRequestAsync_AnotherAttemptWasFaster_TakesItsOne()
    {
        var client = Client(request => request.Method == HttpMethod.Post
            ? Json(422, """{"message":"Validation Failed","errors":[{"message":"A pull request already exists"}]}""")
            : Json(200, """[{"number":4,"html_url":"u","head":{"ref":"b"}}]"""));
        Assert.Equal((4, "u"), await client.CreatePullRequestAsync("b", "main", "t", "b", false, default));
    }

    [Theory]
    [InlineData("repairs/fix-1", true)]
    [InlineData("repairs-fix-1", false)]
    [InlineData("other/fix-1", false)]
    public async Task IsBranchInTheWayAsync_BranchNamedAsTheFirstPart_IsTrue(string branch, bool expected)
    {
        var client = Client(request =>
            request.RequestUri!.AbsolutePath.EndsWith("/git/ref/heads/repairs", StringComparison.Ordinal)
                ? Json(200, """{"ref":"refs/heads/repairs","object":{"sha":"c1"}}""")
                : Json(404, """{"message":"Not Found"}"""));
        Assert.Equal(expected, await client.IsBranchInTheWayAsync(branch, default));
    }

    private static GitHubClient Client(
        Func<HttpRequestMessage, HttpResponseMessage> script, string? token = "token") =>
        new(new ScriptedHandler(script), new GitHubOptions { ApiUrl = new(ApiUrl) }, new("o", "r"), token);

    private static HttpResponseMessage Json(int status, string text) =>
        ScriptedHandler.Json((HttpStatusCode)status, text);

    private static HttpResponseMessage Moved(int status, string location)
    {
        var response = Json(status, "{}");
        response.Headers.Location = new Uri(location, UriKind.RelativeOrAbsolute);
        return response;
    }

    private static HttpResponseMessage Page(int status) => new((HttpStatusCode)status)
    {
        Content = new StringContent("<html>Hello</html>", Encoding.UTF8, "text/html"),
    };
}
